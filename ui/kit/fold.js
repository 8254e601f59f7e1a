// The canonical key of data/text.py for what is typed here; its letters and marks come from there.
function folder({ letters, dropped }) {
  const marks = new RegExp(dropped, "gu")
  const folded = (letter) => letters[letter] ?? letter.toLowerCase()
  return (text) => [...text.normalize("NFKC").replace(marks, "")].map(folded).join("").replace(/[^\p{L}\p{N}]/gu, "")
}
