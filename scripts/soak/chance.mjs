// Choices that a seed repeats. Each actor has its own: what one does must not move the others' choices.
import seedrandom from "seedrandom";

export function chanceOf(seed, name) {
  const next = seedrandom(`${seed} ${name}`);
  return {
    happens: (share) => next() < share,
    between: (low, high) => low + next() * (high - low),
    oneOf: (list) => list[Math.floor(next() * list.length)],
  };
}
