import { useCallback, useState } from "react";

/** What a button needs of something that takes time and may fail. `run` never rejects. */
export function useAction<Result>() {
  const [state, setState] = useState<{ pending: boolean; error: unknown }>(idle);
  const run = useCallback(async (work: () => Promise<Result>): Promise<Result | undefined> => {
    setState({ pending: true, error: null });
    try {
      const result = await work();
      setState(idle);
      return result;
    } catch (error) {
      setState({ pending: false, error });
    }
  }, []);
  return { run, ...state };
}

const idle = { pending: false, error: null };
