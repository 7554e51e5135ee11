// Fails when an entry has outgrown its budget (budgets.json).
import { checkBudgets } from "./size.mjs";

await checkBudgets().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
