import { keep } from './keep.ts'

const valid = [
  { name: 'first tile', path: 'tile/0/000', level: 0, index: 0, width: 256 },
  { name: 'c2sp: index 1234067', path: 'tile/0/x001/x234/067', level: 0, index: 1_234_067, width: 256 },
  { name: 'partial', path: 'tile/0/273.p/112', level: 0, index: 273, width: 112 },
  { name: 'narrowest', path: 'tile/2/000.p/1', level: 2, index: 0, width: 1 },
  { name: 'widest partial', path: 'tile/1/x001/000.p/255', level: 1, index: 1000, width: 255 },
  { name: 'highest level', path: 'tile/63/000', level: 63, index: 0, width: 256 },
  { name: 'entries', path: 'tile/entries/x001/x234/067', level: 'entries', index: 1_234_067, width: 256 },
  { name: 'partial entries', path: 'tile/entries/000.p/17', level: 'entries', index: 0, width: 17 },
  { name: 'no entries', bundle: '', entries: [] },
  { name: 'one empty entry', bundle: '0000', entries: [''] },
  { name: 'three entries', bundle: '0001aa00000003010203', entries: ['aa', '', '010203'] },
  {
    name: 'growth to 70000',
    from: 0,
    to: 70_000,
    counts: { '0': 274, '1': 2, '2': 1 },
    partials: ['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1'],
  },
  { name: 'growth to 256', from: 255, to: 256, counts: { '0': 1, '1': 1 }, partials: ['tile/1/000.p/1'] },
  { name: 'growth within a tile', from: 3, to: 9, counts: { '0': 1 }, partials: ['tile/0/000.p/9'] },
  { name: 'no growth', from: 9, to: 9, counts: {}, partials: [] },
]

const code = 'tile_malformed'
const paths = [
  '',
  'tile',
  'tile/0',
  'tile/0/',
  'tile/0/0',
  'tile/0/0000',
  'tile/0/001/002',
  'tile/0/x000/001',
  'tile/0/x1/000',
  'tile/0/x001',
  'tile/0/X001/000',
  'tile/00/000',
  'tile/64/000',
  'tile/-1/000',
  'tile/data/000',
  'tile/entries/0',
  'tile/0/000.p/0',
  'tile/0/000.p/256',
  'tile/0/000.p/01',
  'tile/0/000.p/',
  'tile/0/000.p',
  'tile/0/000/',
  '/tile/0/000',
  'tile/0/../000',
  'tile/0/000\n',
  'tile/0/x999/x999/x999/x999/x999/x999/999',
  'tile/0/x009/x999/x999/x999/x999/999',
]

const invalid = [
  ...paths.map((path) => ({ name: `path ${JSON.stringify(path)}`, path, code })),
  { name: 'half a length', bundle: '00', width: 1, code },
  { name: 'an entry cut short', bundle: '0003aabb', width: 1, code },
  { name: 'a byte too many', bundle: '0001aa00', width: 1, code },
  { name: 'an entry too many', bundle: '0001aa0001bb', width: 1, code },
  { name: 'an entry too few', bundle: '0001aa', width: 2, code },
]

export function keepTiles(): void {
  keep('valid', 'tile', valid)
  keep('invalid', 'tile', invalid)
}
