// Finds the records that answer a query: MiniSearch ranks, the site adds synonyms and which questions words belong to.
import MiniSearch from "./minisearch.js"
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
  // score = ranked ** curve * (floor + covered * share of the query that the record holds) + alike * likeness to its title
  curve: 0.7,
  floor: 0.04,
  covered: 0.35,
  alike: 0.45,
}
const [HEAD, TAIL] = [700, 1300] // characters of a long query that count: errors say what they are at their end
const MOST = 28 // words of a query that count, the rarest first
const RANKED = 60
const SHOWN = 20
const AT_ONCE = 20 // records read before the next query gets its turn
const COMMON =
  "a an the is are be was do does did i my me it its in on of to for and or at by with as from that this what when how can why " +
  "should if not no so get got have has there 怎么 么办 什么 是什 如何 可以 一下 这个 一个 是不 不是 有什 的时 时候 为什 吗 呢 的 了 是 我 会 有 啥 么"
const asIs = { tokenize: text => text.split("\n"), processTerm: term => term }

export class Finder {
  constructor({ records, synonyms, traditional, simplified, say }) {
    this.records = records.map((record, id) => ({ ...record, id }))
    this.say = say
    this.text = new Text(traditional, simplified)
    this.common = new Set(this.text.terms(COMMON))
    this.worth = new Map() // word -> how much it tells
    this.named = new Map() // word -> how many records have it in their title or in another wording
    for (const record of this.records) count(this.named, this.wordings(record).flat())
    this.holders = this.named // word -> how many records hold it
    this.index = this.empty(["title", "also"])
    this.index.addAll(this.records)
    this.synonyms = synonyms.map(group => group.map(word => ({ key: this.key(word), terms: this.text.terms(word) })))
  }

  empty(fields) {
    return new MiniSearch({
      fields,
      // a word counts once in a body: that halves the time until all are read
      tokenize: (text, field) => (field === "text" ? [...new Set(this.text.terms(text))] : this.text.terms(text)),
      processTerm: term => term,
      extractField: (record, field) => (field === "also" ? record.also.join("\n") : record[field]),
    })
  }

  /** Titles answer at once; the rest is read while the reader types. */
  async complete() {
    const index = this.empty(Object.keys(TUNING.fields))
    const holders = new Map()
    for (let at = 0; at < this.records.length; at += AT_ONCE) {
      for (const record of this.records.slice(at, at + AT_ONCE)) {
        index.add(record)
        count(holders, this.text.terms([record.title, ...record.also, record.names, record.text].join("\n")))
      }
      await new Promise(resolve => setTimeout(resolve))
    }
    Object.assign(this, { index, holders, worth: new Map(), whole: true })
  }

  /** How much a word tells: one that few titles hold tells much, each of two characters that overlap half. */
  rarity(term) {
    if (!this.worth.has(term)) {
      const holders = this.named.get(term) ?? this.holders.get(term) ?? 1
      const part = this.common.has(term) ? TUNING.faint : isChinese(term) ? TUNING.pair : 1
      this.worth.set(term, part * Math.log(1 + this.records.length / holders))
    }
    return this.worth.get(term)
  }

  /** A text as synonyms are looked for it: words between spaces, Chinese without. */
  key(text) {
    const runs = Array.from(this.text.runs(text), ({ run }) => this.text.fold(run).toLowerCase())
    return /^\p{sc=Han}/u.test(runs[0] ?? "") ? runs.join(" ") : ` ${runs.join(" ")} `
  }

  /** Words that nobody wrote in this form: "ctcloss" is "ctc" and "loss", "yolov5" is "yolo". */
  split(term) {
    for (let at = term.length - 1; at > 2; at--) {
      const [head, tail] = [term.slice(0, at), term.slice(at)]
      if (this.holders.has(head) && (/^v?\d+$/.test(tail) || this.holders.has(tail))) return [head, tail]
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
      const of = places.filter(place => written.some(({ terms }) => terms.includes(place)))
      for (const { terms } of group)
        for (const term of terms) if (this.holders.has(term)) want(term, TUNING.reworded, of)
    }
    return { places, wanted }
  }

  search(query) {
    const { places, wanted } = this.plan(
      query.length > HEAD + TAIL ? `${query.slice(0, HEAD)} ${query.slice(-TAIL)}` : query,
    )
    if (!wanted.size) return []
    const typed = /[\p{L}\p{N}]$/u.test(query) ? places.at(-1) : ""
    const found = this.index.search([...wanted.keys()].join("\n"), {
      ...asIs,
      boost: TUNING.fields,
      boostTerm: term => wanted.get(term).weight,
      boostDocument: id => TUNING.kinds[this.records[id].kind] ?? 1,
      prefix: term => term === typed,
      fuzzy: term => !this.holders.has(term) && /^[a-z]{4,}/.test(term) && (term.length > 7 ? 2 : 1),
      weights: { fuzzy: TUNING.fuzzy, prefix: 0.5 },
    })
    const all = places.reduce((sum, term) => sum + this.rarity(term), 0)
    const share = terms => {
      const held = new Set(terms.flatMap(term => [...(wanted.get(term)?.of ?? [])]))
      return [...held].reduce((sum, place) => sum + this.rarity(place), 0) / all
    }
    const best = found[0]?.score
    for (const result of found.slice(0, RANKED)) {
      const near = new Set([...wanted.keys(), ...result.terms])
      const alike = this.wordings(this.records[result.id]).map(terms => {
        const held = terms.filter(term => near.has(term))
        const weighed = (sum, term) => sum + this.rarity(term) * Math.min(1, wanted.get(term)?.weight ?? TUNING.fuzzy)
        const ours = held.reduce(weighed, 0) / (terms.reduce((sum, term) => sum + this.rarity(term), 0) || 1)
        const theirs = share(held)
        return ours + theirs ? (2 * ours * theirs) / (ours + theirs) : 0
      })
      const kind = TUNING.kinds[this.records[result.id].kind] ?? 1
      const ranked = (result.score / best) ** TUNING.curve * (TUNING.floor + TUNING.covered * share(result.queryTerms))
      result.score = ranked + TUNING.alike * kind * Math.max(...alike)
    }
    return found.slice(0, RANKED).sort((a, b) => b.score - a.score)
  }

  /** A record's title and other wordings, each by its words. */
  wordings(record) {
    record.wordings ??= [record.title, ...record.also].map(wording => [...new Set(this.text.terms(wording))])
    return record.wordings
  }

  /** Returns what the theme shows: a list of lists of {location, title, text, score, terms}. */
  find(query) {
    if (!query.trim()) return []
    const found = this.search(query).slice(0, SHOWN)
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
      excerpt(record, this.text, words),
      score,
    )
  }

  /** What is left when nothing is found: the triage, what is spelled like it, all questions. */
  nothing(query) {
    const { say } = this
    const shown = query.length > 40 ? `${query.slice(0, 40)}…` : query
    const [near] = this.index.autoSuggest(query.slice(0, 60), { fuzzy: 0.45, prefix: true })
    const found = near ? this.index.search(near.terms.join("\n"), { ...asIs, fields: ["title"] }).slice(0, 3) : []
    const none = escape(say.nothing.replace("{query}", () => shown))
    return [
      item("start/triage/", `<span class="found__none">${none}</span>${escape(say.triage)}`),
      ...found.map(({ id }) => item(this.records[id].location, escape(this.records[id].title), escape(say.nearest))),
      item("faq/", escape(say.questions)),
    ]
  }
}

function count(counts, words) {
  for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1)
}

/** A result with everything in its title, which the theme takes as HTML: a text of its own it shows under pages only. */
function item(location, title, where = "", said = "", score = 1) {
  const part = (name, html) => html && `<span class="found__${name}">${html}</span>`
  return [
    { location, title: part("title", title) + part("where", where) + part("text", said), text: "", score, terms: {} },
  ]
}
