// make_readability.mjs FOLDER WORDS - what trusted software says of readability; see README.md.
// FOLDER holds the packages; WORDS has a word a line, the most frequent first.
import fs from 'node:fs'
import path from 'node:path'
import {createRequire} from 'node:module'
import {pathToFileURL} from 'node:url'

const [folder, list] = process.argv.slice(2)
const at = createRequire(path.resolve(folder) + '/')
const load = async (name) => import(pathToFileURL(at.resolve(name)))
const {flesch} = await load('flesch')
const {fleschKincaid} = await load('flesch-kincaid')
const {gunningFog} = await load('gunning-fog')
const {smogFormula} = await load('smog-formula')
const {colemanLiau} = await load('coleman-liau')
const {automatedReadability} = await load('automated-readability')
const {dictionary} = await load('cmu-pronouncing-dictionary')

let seed = 7
const draw = (most) => {
  seed = (seed * 48271) % 0x7fffffff
  return 1 + (seed % most)
}
const formulas = []
for (let i = 0; i < 200; i++) {
  const sentences = draw(40)
  const words = sentences * draw(30) + draw(9)
  const syllables = words + draw(words)
  const letters = words * 3 + draw(words * 3)
  const strokes = letters + draw(20)
  const polysyllables = draw(words)
  const hard_words = draw(polysyllables)
  formulas.push({
    sentences, words, syllables, letters, strokes, polysyllables, hard_words,
    flesch: flesch({sentence: sentences, word: words, syllable: syllables}),
    flesch_kincaid: fleschKincaid({sentence: sentences, word: words, syllable: syllables}),
    gunning_fog: gunningFog({sentence: sentences, word: words, complexPolysillabicWord: hard_words}),
    smog: smogFormula({sentence: sentences, polysillabicWord: polysyllables}),
    coleman_liau: colemanLiau({sentence: sentences, word: words, letter: letters}),
    ari: automatedReadability({sentence: sentences, word: words, character: strokes})
  })
}

// One way to say a word is what the dictionary lists first.
const said = (word) => (dictionary[word]?.match(/[0-2]/g) ?? []).length
const syllables = {}
for (const word of fs.readFileSync(list, 'utf8').split('\n').filter(Boolean)) {
  if (Object.keys(syllables).length === 5000) break
  if (/[aeiouy]/.test(word) && said(word) && word.length > 3) syllables[word] = said(word)
}

const sentences = [3, 3, 2, 3, 2, 2, 2, 2, 2, 2, 2, 3] // counted by hand
const texts = [
  'The dog ran to the gate. It sat down and looked at the man. He gave it a bone.',
  'You can return the shoes within thirty days. Keep the receipt, and put them back in the box. We pay for the parcel.',
  "I don't know when the next train leaves. Ask at the ticket office; it's on the left, behind the coffee shop.",
  'To install the program, open a terminal and run the command below. When it asks for a password, enter the one that you were given. Then restart the machine.',
  'Photosynthesis is the process by which plants make sugar from water and carbon dioxide. It needs light, and it gives off oxygen.',
  'The committee concluded that the proposed regulation would impose a disproportionate administrative burden on small enterprises. An alternative was therefore requested.',
  'Mr. Green met Dr. Brown at noon. They talked about the weather, above all the storm of last week, and about little else.',
  'A contract becomes binding when an offer is accepted without reservation. Acceptance may be expressed in words or implied by conduct.',
  'Once upon a time there was a little girl who lived near a deep, dark forest. Every morning her mother said: stay on the path!',
  'Interest is added to the account at the end of every quarter. Should the balance fall below the minimum, a monthly fee of two dollars is charged instead.',
  'Patients with a history of allergic reactions should consult a physician before beginning treatment. Common side effects include headache and nausea.',
  'Why is the sky blue? Sunlight is scattered by the air, and blue light is scattered more than red. That is all.'
].map((text, index) => {
  const words = text.split(/\s+/).map((word) => word.toLowerCase().replace(/[^a-z']/g, ''))
  return {text, sentences: sentences[index], words: words.length, syllables: words.reduce((sum, word) => sum + (said(word) || NaN), 0)}
})
fs.writeFileSync('readability.json', JSON.stringify({formulas, syllables, texts}, null, 0)
  .replaceAll('},{', '},\n{').replaceAll('],"', '],\n"').replaceAll('},"', '},\n"') + '\n')
