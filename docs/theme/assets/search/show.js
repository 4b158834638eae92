import { isChinese } from "./text.js"

// How a result reads: its words marked, the part of its text that holds most of them. All of it is HTML, so all is escaped.
const LENGTH = 130 // characters; Chinese says as much in half of them

export const escape = text => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)

/** Returns the text as HTML with `words` marked. */
export function mark(text, reader, words) {
  let html = ""
  let done = 0
  for (const [from, to] of marks(text, reader, words)) {
    html += `${escape(text.slice(done, from))}<mark data-md-highlight>${escape(text.slice(from, to))}</mark>`
    done = to
  }
  return html + escape(text.slice(done))
}

/** Returns [from, to] of each stretch of `text` that a word matched. */
function marks(text, reader, words) {
  const found = []
  for (const { at, run, terms } of reader.runs(text)) {
    const chinese = isChinese(terms[0] ?? "")
    if (!chinese) {
      if (words.has(terms[0]) || terms.slice(1).some(term => words.has(term))) found.push([at, at + run.length])
      continue
    }
    terms.forEach((term, number) => {
      if (!words.has(term)) return
      const [from, to] = [at + number, at + Math.min(number + 2, run.length)]
      const last = found.at(-1)
      if (last && last[1] >= from) last[1] = to
      else found.push([from, to])
    })
  }
  return found
}

/** Returns the part of a record's text that says most: a question's answer, else where most words stand. */
export function excerpt(record, reader, words, within = record.text.length) {
  const text = record.text.slice(0, within)
  const length = /\p{sc=Han}/u.test(text.slice(0, 60)) ? LENGTH / 2 : LENGTH
  if (text.length <= length) return mark(text, reader, words)
  let from = 0
  if (record.kind !== "question") {
    const places = marks(text, reader, words)
    let most = 0
    places.forEach(([start], number) => {
      const held = places.slice(number).findIndex(([, end]) => end > start + length * 0.8)
      const count = held < 0 ? places.length - number : held
      if (count > most) [most, from] = [count, start]
    })
    // begin at a word, a little before
    from = from > length / 4 ? text.slice(0, from - length / 5).search(/[^\s，。；：、,.;:]*$/) : 0
  }
  // end at the end of a word
  const part = text
    .slice(from, from + length)
    .replace(/[\w-]{1,20}$/, word => (/^\w/.test(text.slice(from + length)) ? "" : word))
  return (from ? "…" : "") + mark(part, reader, words) + (from + length < text.length ? "…" : "")
}
