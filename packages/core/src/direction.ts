/** Language tags and writing directions by rules that no version of CLDR changes (spec/statement.md, "Language and direction"). */
import * as z from 'zod/mini'

// The tags of RFC 5646, section 2.1, in the case of section 2.1.1, without extended languages, extensions and private use.
const tag =
  /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*$/

// `Intl.getCanonicalLocales` is not asked: what it replaces changes from one version of CLDR to the next,
// so a statement that was valid when it was sealed could be refused when it is opened.
export function isLanguage(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 35 || !tag.test(value)) return false
  const parts = value.split('-')
  return new Set(parts).size === parts.length
}

/** A BCP 47 tag in canonical case. */
export const languageSchema = z.custom<string>(isLanguage)

const setOf = (list: string): ReadonlySet<string> => new Set(list.split(' '))

const rightToLeftScripts = setOf(
  'Adlm Arab Aran Armi Avst Chrs Cprt Elym Garz Hatr Hebr Hung Khar Lydi Mand Mani Mend Merc Mero Narb Nbat Nkoo Orkh Ougr Palm Phli Phlp Phnx Prti Rohg Samr Sarb Sogd Sogo Syrc Thaa Todr Yezi',
)

/** Languages whose likely script in CLDR 48 is one of those, with the older tags for them. */
const rightToLeftLanguages = setOf(
  'aao abh abv acm acq acw acx adf ae aeb aec aee aeq afb aib aii aij aiq ajp ajt aju amw apc apd ar ara arb arc arq ars ary arz ask atn auj auz avd ave avl ayh ayl ayn ayp azb bal bcc bdz bej bft bgn bgp bhe bhm bhn bjf bjm bqi brh brk bsh bsk chg cja ckb cld clh czk dcc def deh dgl div dmk dml drw dv ecy esh fa fas fay faz fia fub gbz ggg gha ghr gig gjk gju glh glk grr gwc gwf gwt gzi hac haz hbo he heb hkh hnd hno hoh hrt hrz hss huy isk itk iw jad jat jbe jbn jdg ji jnd jog jpa jpr jrb jye kas kbu kby kcy kfm khw klj kmz kqd ks ktl kvx kxp kzh lad lah lhs lki lrc lrk lrl lsa lsd lss luv luz mby mde mey mfa mfi mhj mid mki mnj mve mvy myz mzb mzn nli nlm nqo ntz nyq oar obm odk oru ota otk oui pal pbt pbu per pes pgd phl phn phr phv plk pmu pnb prc prd prs prx ps psh psi pst pus qxq rdb rhg rmt sam sbn scl sd sdb sdf sdg sdh sds sgl sgr sgy shd shm shu shv siy siz skr smp smy snd sog sqo sqt srh srz ssh sts swb syc syn syr tjo tks tmr tnf tov tra trg trm trw ug uig ur urd ush uzs vaf vgr vmh wbk wlo wne wni wsv xco xhe xka xkc xkj xkp xld xly xmn xmr xna xpr xsa xvi ydd ydg yhd yi yid yih yud zba zdj zrp zum',
)

/**
 * The direction of a language: that of its script where the tag names one, otherwise of its likely script.
 * @param language a tag that `isLanguage`
 */
export function directionOf(language: string): 'ltr' | 'rtl' {
  const [primary = '', ...rest] = language.split('-')
  const script = rest.find((part) => /^[A-Z][a-z]{3}$/.test(part))
  const isRightToLeft = script ? rightToLeftScripts.has(script) : rightToLeftLanguages.has(primary)
  return isRightToLeft ? 'rtl' : 'ltr'
}
