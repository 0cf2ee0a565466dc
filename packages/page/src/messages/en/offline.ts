/** What only the offline page says. */
export const offline = {
  'site.name': 'Avow',
  'site.skip': 'Skip to the text',
  'offline.nav': 'Main',
  'offline.title': '{page} · Avow, offline',
  'offline.write': 'Write',
  'offline.open': 'Open',
  'offline.verify': 'Verify',
  'offline.write.title': 'Write a statement',
  'offline.write.lead':
    'This file works without a network and cannot send anything. Write and seal here, and carry the sealed file to a register.',
  'offline.verify.title': 'Verify a proof',
  'offline.verify.lead':
    'Choose a proof bundle. You see whether text, author, time and opening are proven, and if not, where it fails.',
  'offline.open.title': 'Open a sealed file',
  'offline.open.lead':
    'With the sealed file and enough shares of its trustees it opens here, without any register.',
  'offline.margin': 'Best on a machine that has no network.',
  'offline.foot':
    'One file, offline. It loads nothing, keeps nothing and sends nothing; its own rules forbid every connection.',

  'open.file': 'Sealed file',
  'open.file.help': 'A file named .avow.',
  'open.shares': 'Shares',
  'open.shares.help':
    'One file from each trustee: its act of release, or its note opened with age. Or a file with the opening key.',
  'open.round': 'Signature of the round',
  'open.round.help':
    'The drand network publishes it for everybody: 96 digits. It is checked here, wherever you got it.',
  'open.do': 'Open',
  'open.working': 'Opening on this device …',
  'open.done': 'It is open',
  'open.done.lead':
    'The author’s signature on the sealed file fits, and it opened with what {trustees, one trustee, # trustees} gave.',
  'open.done.key': 'The author’s signature on the sealed file fits, and it opened with the opening key.',
  'open.wrong':
    'The share in {name} is not one that the author made. It was left out. That does not say whose fault it is.',
  'open.key.save': 'Save the opening key',
  'open.key.help': 'With it the payload opens with the tools age and tar.',
  'fault.open.file': 'Choose a sealed file.',
  'fault.open.file.invalid': 'This is not a sealed file, or it is damaged.',
  'fault.open.shares': 'Choose the files with the shares.',
  'fault.open.share.invalid': 'There is no share and no key in {name}.',
  'fault.open.few': '{threshold} right shares are needed. Here {right, is one, are #}.',
  'fault.open.desk': 'It opens, and it was sealed for the desk only: add the file with the desk’s identity.',
  'fault.open.key': 'The sealed file does not open with this key.',
  'fault.open.locked':
    'The shares fit. Its author locked it a second time, until {time}: the signature of round {round} of drand’s chain quicknet is needed as well.',
  'fault.open.round': 'This is not the signature of the round for which it waits.',
  'fault.open.payload': 'It opens, but what is in it is not a statement.',
} as const
