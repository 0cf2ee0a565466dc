/**
 * The examples that the texts of C2SP publish and that need no key: as they stand there, signatures that are elided in
 * the text included. What they must be read as is in the index.
 */
import { keep } from './keep.ts'

const checkpoint = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`
const cosigned = `${checkpoint}— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`
const twice = `${checkpoint}— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`
const proof = [
  'PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=',
  'jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=',
  '5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=',
  '/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=',
]
const signatures = `— witness.example/w1 CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==
— witness.example/w1 I7rEps0pvK2UqkS2gSpVUDhrhVtQV9lgF6pRrWAvjJHjyWpW7VcE3SiOlVlbQNt64vWhO+DlkL0+UfzuOBMh9ChdMkP1vi/lCAsmlw==
— witness.example/w2 AWui8Sk55XjYLOijihBjhqEH6nS1ndDymE0a+6idX7pLcnoB+dhnz0854aLZgrrKbYKA7nC3HNJhm/kWl7oJlqU3rXXvpysAdyP3wQ==
`
const subtreeHash = 'mbsQCg+dEIMGlpqeGgk94JutQwKKS2Lo5IuDhKmDjiU='
const subtreeRoot = '/CcKVZM9n65aH7jLaIZuUB4/MSlEFQ4+ldwUC21rDHM='
const subtreeProof = [
  'CD82D2LDm0phY0+xKbHyZfq3Hw21lVkuV7Zis5EFg0k=',
  'h/ghL5nyaXTIBAklqDnisM+SFdbA3izoGZ5oRYMZzc0=',
  '8qtnAAU9sTKQx/zt3E4v8Jt2a9IMQUf0QUawvePF9y0=',
  'KuO5BNOmginG34Lm5G3e2GuiWliGo3K0ebzGpvI0fEg=',
]
const subtreeNote = `example.com/behind-the-sofa
14
${subtreeRoot}

— witness.example/w1 LijDAFSpKvDUj+ZtaJ4lUVcnvnooXd[...]azezGX6o5Vulg==
`
const path = [
  'gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=',
  'B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=',
  'EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=',
  'RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=',
  'AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=',
]
const extra = 'YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ'
const proofNote = `example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog hI2DJw[...]1roloI=
— witness1.example mJirIklj[...]qY9v2B/5bg==
— witness2.example TnKKVHLX[...]xwYwrSjgow==
— witness3.example S4X82uH5[...]3oEcROGLFQ==
`
const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join('')

const valid = [
  { name: 'checkpoint.note', content: checkpoint, keyIds: ['033de0ae'] },
  { name: 'cosigned.note', content: cosigned, keyIds: ['033de0ae', '8d66cf3f'], time: 1_679_315_147 },
  {
    name: 'add-checkpoint.request',
    content: `${lines('old 20852014', ...proof)}\n${twice}`,
    oldSize: 20_852_014,
    proof,
    checkpoint: twice,
  },
  {
    name: 'add-checkpoint.response',
    content: signatures,
    names: ['witness.example/w1', 'witness.example/w1', 'witness.example/w2'],
  },
  {
    name: 'sign-subtree.request',
    content: `${lines('subtree 8 13', subtreeHash, ...subtreeProof)}\n${subtreeNote}`,
    start: 8,
    end: 13,
    hash: subtreeHash,
    proof: subtreeProof,
    checkpoint: subtreeNote,
  },
  {
    name: 'elided.tlog-proof',
    content: `${lines('c2sp.org/tlog-proof@v1', `extra ${extra}`, 'index 73894', ...path)}\n${proofNote}`,
    extra,
    index: 73_894,
    path,
    checkpoint: proofNote,
  },
]

export function keepExamples(): void {
  keep('valid', 'c2sp-example', valid)
}
