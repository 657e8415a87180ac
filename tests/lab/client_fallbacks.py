"""
Features of HTML and CSS that some client of the four families does not support, or only partly, and what its readers see instead.

Titles are those of caniemail. A feature that no mail uses any more must leave the table: `test_html_in_clients.py` says so.
"""

FALLBACKS = {
    # what the document is made of
    "<body> element": "becomes a <div> or goes: its ground is that of the outer table too",
    "<style> element": "everything is inlined; lost are the dark and what is smaller on phones",
    "Class selector": "as <style>: classes only serve the media queries",
    "!important keyword": "only in <style>, in lower case and behind a space, as Gmail and Outlook want it",
    "<ul>, <ol> and <dl>": "numbers and indents differ a little",
    # what media queries do
    "@media": "the sheet is fluid without them: phones keep wider margins and larger titles",
    "@media (prefers-color-scheme)": "clients that do not know it turn the colours round themselves, or stay light; both can be read",
    "color-scheme CSS property": "as the media query; it only says that both are thought of",
    "color-scheme meta tag": "as the property",
    # for those who do not see it
    "aria-label attribute": "the mail's <title> and <h1> say the same",
    "role attribute": "kept on tables, where it matters; elsewhere headings lead through the mail",
    "lang attribute": "never on <td>; the mail's own language stands on its <div> too",
    "dir attribute": "never on <a>; each paragraph has its own, and what starts with its letters comes right without",
    # links
    "Local anchors": "contents are a list of what follows; Outlook has a name beside each id, and where neither is followed the stories stand in that order",
    # boxes
    "background": "only a colour is ever set",
    "border": "on cells, at most 3px",
    "border-radius": "corners are square",
    "display": "inline titles stand on a line of their own; links that are blocks are smaller targets, and stay links",
    "display:none": "only the preheader is hidden; Outlook has mso-hide, and where neither works it is a line above the mail",
    "overflow": "as display:none, it only hides the preheader",
    "height attribute": "of a logo, which is as high as it was made where nothing says how high",
    "height property": "of a logo, whose height attribute says the same; max-height only hides the preheader",
    "margin": "only on paragraphs, headings and tables, never below zero; Outlook centres the sheet by a table of its own",
    "padding": "where space matters it is a cell's; lines of contents come closer together",
    "max-height property": "as display:none, it only hides the preheader",
    "max-width": "Outlook has a table of 600 pixels around the sheet; elsewhere the sheet is as wide as the window",
    "width property": "100% of a table or of nothing",
    # letters
    "font-size": "in pixels",
    "font-weight": "600 and 700 are bold, normal is not",
    "letter-spacing": "small and positive, or none",
    "line-height": "a number without unit but for rules and preheader, for which Outlook has mso-line-height-rule",
    "overflow-wrap": "word-break: break-word stands beside it; where neither works, a word longer than a line widens the sheet",
    "word-break": "overflow-wrap stands beside it",
    "text-align": "left and right come from the direction; a masthead that is not centred is one at the side",
    "text-decoration": "links without underline get one",
    "text-transform": "only uppercase",
    "transform": "not used: the checker takes text-transform for it",
}
