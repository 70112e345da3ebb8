// The difference between two lists of lines.

/** The largest table of the comparison. Larger differences are shown as a whole that was replaced. */
const MOST_CELLS = 4_000_000;

/** Pairs of a mark (`+` added, `-` removed, a space for both) and a line. */
export function difference(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const marked = (mark) => (line) => [mark, line];
  return [
    ...before.slice(0, start).map(marked(' ')),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(marked(' ')),
  ];
}

function middle(before, after) {
  const [rows, columns] = [before.length, after.length];
  if (rows * columns > MOST_CELLS) return [...before.map((line) => ['-', line]), ...after.map((line) => ['+', line])];
  // The length of the longest common subsequence of the rest of both, from each pair of positions.
  const width = columns + 1;
  const longest = new Uint16Array((rows + 1) * width);
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const at = row * width + column;
      longest[at] = before[row] === after[column] ? longest[at + width + 1] + 1 : Math.max(longest[at + width], longest[at + 1]);
    }
  }
  const lines = [];
  let [row, column] = [0, 0];
  while (row < rows || column < columns) {
    const at = row * width + column;
    if (row < rows && column < columns && before[row] === after[column]) {
      lines.push([' ', before[row]]);
      row++;
      column++;
    } else if (column === columns || (row < rows && longest[at + width] >= longest[at + 1])) lines.push(['-', before[row++]]);
    else lines.push(['+', after[column++]]);
  }
  return lines;
}
