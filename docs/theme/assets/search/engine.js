// Finds the records that answer a query: MiniSearch ranks, the site adds synonyms and which questions words belong to.
import { escape, excerpt, mark } from "./show.js"
import { Text, isChinese } from "./text.js"

// Found by tests/search_quality.py on two thirds of its queries.
const TUNING = {
  fields: { title: 7.5, also: 2.7, names: 1, text: 1 },
  kinds: { question: 1.95, term: 0.7, work: 0.4 },
  faint: 0.12, // a word that every question holds
  reworded: 0.8, // a word the reader did not write, by a synonym
  fuzzy: 0.32, // a word with a typo
  pair: 0.42, // a pair of Chinese characters, which shares each with another pair
  // score = ranked ** curve * (floor + covered * share of the query that the record holds) + alike * likeness to its title + same
  curve: 0.7,
  floor: 0.04,
  covered: 0.35,
  alike: 0.45,
  same: 0.3, // the query is one of its wordings, in any order
}
const [HEAD, TAIL] = [700, 1300] // characters of a long query that count: errors say what they are at their end
const MOST = 28 // words of a query that count, the rarest first
const RANKED = 60
const SHOWN = 20
const [FIRST, START] = [10, 400] // the first answer has fewer results, and looks at the start of their texts
const TURN = 15 // ms of reading before the next query gets its turn
const COMMON =
  "a an the is are be was do does did i my me it its in on of to for and or at by with as from that this what when how can why " +
  "should if not no so get got have has there 怎么 么办 什么 是什 如何 可以 一下 这个 一个 是不 不是 有什 的时 时候 为什 吗 呢 的 了 是 我 会 有 啥 么"
const HAN = /^\p{sc=Han}/u
const asIs = { tokenize: text => text.split("\n"), processTerm: term => term }

export class Finder {
  constructor({ records, synonyms, traditional, simplified, say }) {
    this.records = records.map((record, id) => ({ ...record, id }))
    this.say = say
    this.text = new Text(traditional, simplified)
    this.common = new Set(this.text.terms(COMMON))
    this.worth = new Map() // word -> how much it tells
    this.named = new Map() // word -> the records that have it in their title or in another wording
    for (const { id } of this.records) note(this.named, this.wordings(this.records[id]).flat(), id)
    this.holders = this.named // word -> the records that hold it
    this.synonyms = synonyms.map(group => group.map(word => ({ word, key: this.key(word) })))
  }

  /** Titles answer at once; the rest is read while the reader types. */
  async complete() {
    const { default: MiniSearch } = await import("./minisearch.js")
    const index = new MiniSearch({
      fields: Object.keys(TUNING.fields),
      // a word counts once in a body: that halves the time until all are read
      tokenize: (text, field) => (field === "text" ? [...new Set(this.text.terms(text))] : this.text.terms(text)),
      processTerm: term => term,
      extractField: (record, field) => (field === "also" ? record.also.join("\n") : record[field]),
    })
    const holders = new Map()
    let due = 0
    for (const record of this.records) {
      if (performance.now() > due) {
        await new Promise(resolve => setTimeout(resolve))
        due = performance.now() + TURN
      }
      index.add(record)
      note(holders, this.text.terms([record.title, ...record.also, record.names, record.text].join("\n")), record.id)
    }
    Object.assign(this, { index, holders, worth: new Map(), whole: true })
  }

  /** How much a word tells: one that few titles hold tells much, each of two characters that overlap half. */
  rarity(term) {
    if (!this.worth.has(term)) {
      const holders = (this.named.get(term) ?? this.holders.get(term))?.size ?? 1
      const part = this.common.has(term) ? TUNING.faint : isChinese(term) ? TUNING.pair : 1
      this.worth.set(term, part * Math.log(1 + this.records.length / holders))
    }
    return this.worth.get(term)
  }

  /** A text as synonyms are looked for it: words between spaces, Chinese without. */
  key(text) {
    const words = this.text.words(text).join(" ").toLowerCase()
    return HAN.test(words) ? words : ` ${words} `
  }

  /** Words that nobody wrote in this form: "ctcloss" is "ctc" and "loss", "yolov5" is "yolo". */
  split(term) {
    for (let at = term.length - 1; at > 2; at--) {
      const [head, tail] = [term.slice(0, at), term.slice(at)]
      if (this.holders.has(head) && (/^v?\d+$/.test(tail) || (tail.length > 2 && this.holders.has(tail)))) return [head, tail]
    }
    return []
  }

  /** Returns the places of the query, one per word, and the terms to look for: term -> {weight, of: places}. */
  plan(query) {
    const written = [...new Set(this.text.terms(query))]
    const known = written.filter(term => this.holders.has(term))
    const rarest = [...known].sort((a, b) => this.rarity(b) - this.rarity(a))
    const places = written.length > MOST ? rarest.slice(0, MOST) : written
    const wanted = new Map()
    const want = (term, weight, of) => {
      if (!wanted.has(term)) wanted.set(term, { weight, of: new Set() })
      of.forEach(place => wanted.get(term).of.add(place))
    }
    for (const term of places) {
      want(term, this.common.has(term) ? TUNING.faint : 1, [term])
      if (!this.holders.has(term)) this.split(term).forEach(part => want(part, 1, [term]))
    }
    // "soft max" is "softmax"
    places.slice(1).forEach((term, number) => {
      const whole = places[number] + term
      if (/^[a-z]+$/.test(whole) && this.holders.has(whole)) want(whole, 1, [places[number], term])
    })
    const key = ` ${this.key(query).trim()} `
    for (const group of this.synonyms) {
      const written = group.filter(word => key.includes(word.key))
      if (!written.length) continue
      const ours = new Set(written.flatMap(({ word }) => this.text.terms(word)))
      const of = places.filter(place => ours.has(place))
      for (const { word } of group)
        for (const term of this.text.terms(word)) if (this.holders.has(term)) want(term, TUNING.reworded, of)
    }
    return { places, wanted }
  }

  search(query) {
    const { places, wanted } = this.plan(
      query.length > HEAD + TAIL ? `${query.slice(0, HEAD)} ${query.slice(-TAIL)}` : query,
    )
    if (!wanted.size) return []
    const typed = /[\p{L}\p{N}]$/u.test(query) ? places.at(-1) : ""
    const found = this.whole ? this.ranked(wanted, typed) : this.titled(wanted, typed)
    const all = places.reduce((sum, term) => sum + this.rarity(term), 0)
    const share = terms => {
      const held = new Set(terms.flatMap(term => [...(wanted.get(term)?.of ?? [])]))
      return [...held].reduce((sum, place) => sum + this.rarity(place), 0) / all
    }
    const asked = new Set(places)
    const best = found[0]?.score
    for (const result of found.slice(0, RANKED)) {
      const near = new Set([...wanted.keys(), ...result.terms])
      const wordings = this.wordings(this.records[result.id])
      const same = wordings.some(terms => terms.length === asked.size && terms.every(term => asked.has(term)))
      const alike = wordings.map(terms => {
        const held = terms.filter(term => near.has(term))
        const weighed = (sum, term) => sum + this.rarity(term) * Math.min(1, wanted.get(term)?.weight ?? TUNING.fuzzy)
        const ours = held.reduce(weighed, 0) / (terms.reduce((sum, term) => sum + this.rarity(term), 0) || 1)
        const theirs = share(held)
        return ours + theirs ? (2 * ours * theirs) / (ours + theirs) : 0
      })
      const kind = TUNING.kinds[this.records[result.id].kind] ?? 1
      const ranked = (result.score / best) ** TUNING.curve * (TUNING.floor + TUNING.covered * share(result.queryTerms))
      result.score = ranked + TUNING.alike * kind * Math.max(...alike) + TUNING.same * same
    }
    return found.slice(0, RANKED).sort((a, b) => b.score - a.score)
  }

  /** What the index finds for the wanted terms, the best first. */
  ranked(wanted, typed) {
    return this.index.search([...wanted.keys()].join("\n"), {
      ...asIs,
      boost: TUNING.fields,
      boostTerm: term => wanted.get(term).weight,
      boostDocument: id => TUNING.kinds[this.records[id].kind] ?? 1,
      prefix: term => term === typed,
      fuzzy: term => !this.holders.has(term) && /^[a-z]{4,}/.test(term) && (term.length > 7 ? 2 : 1),
      weights: { fuzzy: TUNING.fuzzy, prefix: 0.5 },
    })
  }

  /** The same from titles and other wordings alone. */
  titled(wanted, typed) {
    const found = new Map()
    for (const [word, ids] of this.named) {
      const term = wanted.has(word) ? word : typed && word.startsWith(typed) ? typed : ""
      if (!term) continue
      for (const id of ids) {
        if (!found.has(id)) found.set(id, { id, score: 0, terms: [], queryTerms: [] })
        const result = found.get(id)
        result.score += wanted.get(term).weight * this.rarity(word) * (TUNING.kinds[this.records[id].kind] ?? 1)
        result.terms.push(word)
        result.queryTerms.push(term)
      }
    }
    return [...found.values()].sort((a, b) => b.score - a.score)
  }

  /** A record's title and other wordings, each by its words. */
  wordings(record) {
    record.wordings ??= [record.title, ...record.also].map(wording => [...new Set(this.text.terms(wording))])
    return record.wordings
  }

  /** Returns what the theme shows, a list of lists of {location, title, text, score, terms}; nothing until all is read. */
  find(query) {
    if (!query.trim()) return []
    const found = this.search(query).slice(0, this.whole ? SHOWN : FIRST)
    if (!found.length && !this.whole && this.text.words(query).length) return undefined
    const words = new Set(found.flatMap(result => result.terms).filter(term => !this.common.has(term)))
    return found.length
      ? found.map(({ id, score }) => this.item(this.records[id], score, words))
      : this.nothing(query.trim())
  }

  item(record, score, words) {
    const where = record.page === record.title ? "" : record.page
    return item(
      record.location,
      mark(record.title, this.text, words),
      escape(where),
      excerpt(record, this.text, words, this.whole ? undefined : START),
      score,
    )
  }

  /** What is left when nothing is found: the triage, what is spelled like it, all questions. */
  nothing(query) {
    const { say } = this
    const shown = query.length > 40 ? `${query.slice(0, 40)}…` : query
    const [near] = this.index?.autoSuggest(query.slice(0, 60), { fuzzy: 0.45, prefix: true }) ?? []
    const found = near ? this.index.search(near.terms.join("\n"), { ...asIs, fields: ["title"] }).slice(0, 3) : []
    const none = escape(say.nothing.replace("{query}", () => shown))
    return [
      item("start/triage/", `<span class="found__none">${none}</span>${escape(say.triage)}`),
      ...found.map(({ id }) => item(this.records[id].location, escape(this.records[id].title), escape(say.nearest))),
      item("faq/", escape(say.questions)),
    ]
  }
}

function note(holders, words, id) {
  for (const word of words) {
    if (!holders.has(word)) holders.set(word, new Set())
    holders.get(word).add(id)
  }
}

/** A result with everything in its title, which the theme takes as HTML: a text of its own it shows under pages only. */
function item(location, title, where = "", said = "", score = 1) {
  const part = (name, html) => html && `<span class="found__${name}">${html}</span>`
  return [
    { location, title: part("title", title) + part("where", where) + part("text", said), text: "", score, terms: {} },
  ]
}
