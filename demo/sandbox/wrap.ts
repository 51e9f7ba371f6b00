/** Breaks a text into lines of at most `width` characters: at spaces and between parameters, where that is too long at slashes. */
export function wrap(text: string, width: number): readonly string[] {
  const lines = ['']
  for (const piece of pieces(text, width)) {
    const longer = lines.at(-1)! + piece
    if (longer.trimEnd().length <= width) lines[lines.length - 1] = longer
    else lines.push(piece)
  }
  return lines.map((line) => line.trimEnd())
}

function pieces(text: string, width: number): readonly string[] {
  const fits = (piece: string) => piece.trimEnd().length <= width
  const words = text.match(/[^\s&?,]*[\s&?,]*/g)!
  const steps = words.flatMap((word) => (fits(word) ? [word] : word.match(/[^/]*\/?/g)!))
  return steps.flatMap((step) => (fits(step) ? [step] : step.match(new RegExp(`.{1,${width}}`, 'g'))!))
}
