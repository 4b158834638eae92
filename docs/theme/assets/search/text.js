// Words of a text, the same for pages and queries: pairs of Chinese characters, stems of English words, names of an API
// both whole and in parts. Pages have tens of thousands of words: what was seen once is remembered.
import { stemmer } from "./stemmer.js"

const HAN = "\\u3400-\\u9fff\\uf900-\\ufaff"
const LETTER = "A-Za-z0-9_\\u00c0-\\u024f\\u0370-\\u04ff"
const RUN = new RegExp(`[${HAN}]+|[${LETTER}]+(?:[.'’-][${LETTER}]+)*`, "g")
const CHINESE = new RegExp(`^[${HAN}]`)
const FOLDED = /^[\0-\x7f]*$/
const PART = /[A-Z]{2,}(?![a-z])\d*|[A-Z]?[a-z]+\d*|[A-Z]\d*|\d+/g
const LONGEST = 40 // characters of a word

/** Pairs of Chinese characters are written in capitals, all else in small letters. */
export const isChinese = term => /^[A-Z]/.test(term)

// British endings; the stemmer knows the American ones
const american = word => word.replace(/is(?=(?:e|ed|es|er|ing|ation|ations)$)/, "iz")
const stem = word => (/^[a-z]{3,}$/.test(word) ? stemmer(american(word)) : word)

function remembered(make) {
  const known = new Map()
  return key => {
    if (!known.has(key)) known.set(key, make(key))
    return known.get(key)
  }
}

// The index is a tree of letters and crawls where thousands of characters branch off one node.
const letters = remembered(character => character.charCodeAt(0).toString(36).toUpperCase())

function pairs(run) {
  const written = run.split("").map(letters)
  return written.length === 1 ? written : written.slice(1).map((second, at) => written[at] + second)
}

const parts = remembered(run => {
  const words = run.split(/[._'’-]+/).filter(Boolean)
  const split = words.flatMap(word => {
    const pieces = word.match(PART) ?? []
    // GradScaler falls into two words; ReLU and NaN do not
    return pieces.length > 1 && pieces.every(piece => piece.length > 2) ? [word, ...pieces] : [word]
  })
  return [...new Set([words.join(""), ...split].map(word => stem(word.toLowerCase().slice(0, LONGEST))))]
})

export class Text {
  /** @param {string} traditional @param {string} simplified the same characters, in the same order */
  constructor(traditional, simplified) {
    const to = [...simplified]
    this.simple = new Map([...traditional].map((character, number) => [character, to[number]]))
    this.many = new RegExp(`[${traditional}]`, "gu")
  }

  /** Full width and traditional characters do not count. The case of letters stays: it tells where names fall apart. */
  fold(text) {
    return FOLDED.test(text) ? text : text.normalize("NFKC").replace(this.many, character => this.simple.get(character))
  }

  /** The runs of characters of one kind. */
  words(text) {
    return this.fold(text).match(RUN) ?? []
  }

  /** Yields {at, run, terms} for each run of characters of one kind. */
  *runs(text) {
    for (const { 0: run, index } of text.matchAll(RUN)) yield { at: index, run, terms: this.terms(run) }
  }

  terms(text) {
    return this.words(text).flatMap(run => (CHINESE.test(run) ? pairs(run) : parts(run)))
  }
}
