/* patterns/pattern_property.c - Unicode properties of a pattern: \p{...}.
 *
 * Names: ECMA-262, 22.2.2.9 and its tables (general categories with their aliases, and
 * binary properties), and Unicode's PropertyValueAliases.txt.
 */
#include "patterns/pattern_parse.h"

#include <stdio.h>
#include <string.h>

static const char *const categories[][3] = {
    {"L", "Letter", NULL},
    {"LC", "Cased_Letter", NULL},
    {"Lu", "Uppercase_Letter", NULL},
    {"Ll", "Lowercase_Letter", NULL},
    {"Lt", "Titlecase_Letter", NULL},
    {"Lm", "Modifier_Letter", NULL},
    {"Lo", "Other_Letter", NULL},
    {"M", "Mark", "Combining_Mark"},
    {"Mn", "Nonspacing_Mark", NULL},
    {"Mc", "Spacing_Mark", NULL},
    {"Me", "Enclosing_Mark", NULL},
    {"N", "Number", NULL},
    {"Nd", "Decimal_Number", "digit"},
    {"Nl", "Letter_Number", NULL},
    {"No", "Other_Number", NULL},
    {"P", "Punctuation", "punct"},
    {"Pc", "Connector_Punctuation", NULL},
    {"Pd", "Dash_Punctuation", NULL},
    {"Ps", "Open_Punctuation", NULL},
    {"Pe", "Close_Punctuation", NULL},
    {"Pi", "Initial_Punctuation", NULL},
    {"Pf", "Final_Punctuation", NULL},
    {"Po", "Other_Punctuation", NULL},
    {"S", "Symbol", NULL},
    {"Sm", "Math_Symbol", NULL},
    {"Sc", "Currency_Symbol", NULL},
    {"Sk", "Modifier_Symbol", NULL},
    {"So", "Other_Symbol", NULL},
    {"Z", "Separator", NULL},
    {"Zs", "Space_Separator", NULL},
    {"Zl", "Line_Separator", NULL},
    {"Zp", "Paragraph_Separator", NULL},
    {"C", "Other", NULL},
    {"Cc", "Control", "cntrl"},
    {"Cf", "Format", NULL},
    {"Cs", "Surrogate", NULL},
    {"Co", "Private_Use", NULL},
    {"Cn", "Unassigned", NULL},
};

/* Each with its alias; both are names in ECMA-262. */
static const char *const binaries[][2] = {
    {"ASCII", NULL},
    {"ASCII_Hex_Digit", "AHex"},
    {"Alphabetic", "Alpha"},
    {"Any", NULL},
    {"Bidi_Control", "Bidi_C"},
    {"Bidi_Mirrored", "Bidi_M"},
    {"Case_Ignorable", "CI"},
    {"Cased", NULL},
    {"Changes_When_Casefolded", "CWCF"},
    {"Changes_When_Casemapped", "CWCM"},
    {"Changes_When_Lowercased", "CWL"},
    {"Changes_When_NFKC_Casefolded", "CWKCF"},
    {"Changes_When_Titlecased", "CWT"},
    {"Changes_When_Uppercased", "CWU"},
    {"Dash", NULL},
    {"Default_Ignorable_Code_Point", "DI"},
    {"Deprecated", "Dep"},
    {"Diacritic", "Dia"},
    {"Emoji", NULL},
    {"Emoji_Component", "EComp"},
    {"Emoji_Modifier", "EMod"},
    {"Emoji_Modifier_Base", "EBase"},
    {"Emoji_Presentation", "EPres"},
    {"Extended_Pictographic", "ExtPict"},
    {"Extender", "Ext"},
    {"Grapheme_Base", "Gr_Base"},
    {"Grapheme_Extend", "Gr_Ext"},
    {"Hex_Digit", "Hex"},
    {"IDS_Binary_Operator", "IDSB"},
    {"IDS_Trinary_Operator", "IDST"},
    {"ID_Continue", "IDC"},
    {"ID_Start", "IDS"},
    {"Ideographic", "Ideo"},
    {"Join_Control", "Join_C"},
    {"Logical_Order_Exception", "LOE"},
    {"Lowercase", "Lower"},
    {"Math", NULL},
    {"Noncharacter_Code_Point", "NChar"},
    {"Pattern_Syntax", "Pat_Syn"},
    {"Pattern_White_Space", "Pat_WS"},
    {"Quotation_Mark", "QMark"},
    {"Radical", NULL},
    {"Regional_Indicator", "RI"},
    {"Sentence_Terminal", "STerm"},
    {"Soft_Dotted", "SD"},
    {"Terminal_Punctuation", "Term"},
    {"Unified_Ideograph", "UIdeo"},
    {"Uppercase", "Upper"},
    {"Variation_Selector", "VS"},
    {"White_Space", "space"},
    {"XID_Continue", "XIDC"},
    {"XID_Start", "XIDS"},
};

static const char *category_find(const char *name)
{
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
        for (size_t k = 0; k < 3 && categories[i][k]; k++)
            if (!strcmp(name, categories[i][k]))
                return categories[i][0];
    return NULL;
}

/* PCRE2 knows each under its long name. */
static const char *binary_find(const char *name)
{
    for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++)
        for (size_t k = 0; k < 2 && binaries[i][k]; k++)
            if (!strcmp(name, binaries[i][k]))
                return binaries[i][0];
    return NULL;
}

static bool category_write(const char *name, char *out, size_t size)
{
    const char *category = category_find(name);

    if (category)
        snprintf(out, size, "%s", !strcmp(category, "LC") ? "L&" : category);
    return category;
}

/* \p{Greek} alone is none in ECMA-262: a script is written Script=Greek. */
static bool lone_write(const char *name, char *letter, char *out, size_t size)
{
    const char *binary = binary_find(name);

    if (category_write(name, out, size))
        return true;
    if (!strcmp(name, "Assigned")) {
        *letter = *letter == 'p' ? 'P' : 'p';
        binary = "Cn";
    }
    if (binary)
        snprintf(out, size, "%s", binary);
    return binary;
}

/* Writes PCRE2's name of it; false: there is no such property. */
static bool property_name(const char *name, char *letter, char *out, size_t size)
{
    static const char *const fronts[][2] = {
        {"sc=", "sc:"},   {"Script=", "sc:"},
        {"scx=", "scx:"}, {"Script_Extensions=", "scx:"},
        {"gc=", ""},      {"General_Category=", ""}};

    if (!strchr(name, '='))
        return lone_write(name, letter, out, size);
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        size_t length = strlen(fronts[i][0]);

        if (strncmp(name, fronts[i][0], length) != 0)
            continue;
        if (!fronts[i][1][0])
            return category_write(name + length, out, size);
        snprintf(out, size, "%s%s", fronts[i][1], name + length);
        return script_is_known(name + length);
    }
    return false;
}

static int property_unknown(struct parser *parser, const char *name, size_t from)
{
    parser->at = from;
    parser_fail(parser, "there is no such Unicode property");
    if (script_is_known(name))
        return error_hint(parser->err, "write a script as \\p{Script=%s}", name);
    return -1;
}

int property_parse(struct parser *parser, char letter, struct escape *out)
{
    char name[64], translated[64];
    size_t length = 0;
    size_t from = parser->at - 2;

    if (!parser_skip(parser, "{")) {
        parser->at = from;
        parser_fail(parser, "\"\\%c\" is followed by \"{\"", letter);
        return parser_hint(parser, "write it as \\p{L}");
    }
    while (parser_peek(parser, 0) && parser_peek(parser, 0) != '}' &&
           length < sizeof name - 1)
        name[length++] = parser->text[parser->at++];
    name[length] = '\0';
    if (!parser_skip(parser, "}")) {
        parser->at = from;
        return parser_fail(parser, "\"\\%c{\" is closed by \"}\"", letter);
    }
    if (!property_name(name, &letter, translated, sizeof translated))
        return property_unknown(parser, name, from);
    out->kind = ESCAPE_PROPERTY;
    snprintf(out->text, sizeof out->text, "\\%c{%s}", letter, translated);
    return 0;
}
