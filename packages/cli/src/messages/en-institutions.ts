/** What `avow institutions` says, and `avow seal` of institutions. */
export const institutions = {
  'option.authority': 'authority file: a list of institutions with their ids (spec/conditions.md)',
  'lookup.summary': 'Look up the id of an institution by one of its names.',
  'lookup.about':
    'Everything that has the name is shown and nothing is guessed: which one is meant you say by its id. A unit and the whole are two institutions. The list is a file of yours or, without one, the whole list of the register: what you look for is not sent.',
  'lookup.none': 'No institution of the list has this name.',
  'lookup.choose':
    '{count, One institution has this name. Is it meant?, # institutions have this name. Which is meant?}',
  'institutions.status.summary': 'Say whether the trustees of a register can compare institutions.',
  'institutions.status.about':
    'They need a key that they make together. Exit code 0 when it is there and the trustees of the roster hold it.',
  'institutions.key':
    'The trustees have an institution key, and {count, one of them has, # of them have} confirmed it.',
  'institutions.no_key': 'The trustees have no institution key yet.',
  'institutions.ceremony':
    'A ceremony is held, in the phase “{phase}”. These trustees have not spoken in it: {missing}.',
  'tag.summary': 'Ask the trustees for the tag of an institution.',
  'tag.about':
    'ID as “avow institutions lookup” gives it. The trustees and the register learn that somebody asks, and not for which institution. With the tag in a condition it can be sealed offline.',
  'tag.option.timeout': 'for how long to wait for the trustees’ answers (120)',
  'tag.work':
    'This machine does the work that a request for a tag needs: about {seconds} s, and it may be more.',
  'tag.answers': 'Waiting for the trustees’ answers.',
  'tag.wrong': 'These trustees answered wrongly and were left out: {trustees}. Tell the register.',
  'seal.option.authority': 'authority file by which the institutions of the condition are checked',
  'seal.option.confirm': 'a finding about the condition that is meant (more than one may be given)',
  'seal.unconfirmed': 'Not sealed. This must be confirmed, by --confirm:',
  'usage.institution': 'An institution is named by its id, such as wikidata:Q42 or local:harbour-union.',
  'usage.no_authority': 'This register has no list of institutions. Name a file by --authority.',
  'usage.institution_unknown': 'The authority file has no institution {id}.',
} as const
