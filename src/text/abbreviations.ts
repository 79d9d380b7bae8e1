/** Words whose full stop does not end a sentence, as they stand before it, in lower case. */

/** Something always follows. */
export const LEADS_ON: ReadonlySet<string> = new Set(
  'e.g i.e eg ie vs cf viz approx dr mr mrs ms prof fig figs eq incl excl resp ca aka a.k.a w.r.t esp max min est'.split(
    ' ',
  ),
);

/** May end a sentence; a capital letter after it says that it does. */
export const MAY_END: ReadonlySet<string> = new Set(
  'etc al inc ltd co corp jr sr dept a.m p.m u.s u.k e.u ext misc temp config dir prev repo env'.split(' '),
);

/** An abbreviation only before a number. */
export const BEFORE_NUMBER: ReadonlySet<string> = new Set('no nos vol ver p pp ch art sec'.split(' '));
