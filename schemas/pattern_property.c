/* schemas/pattern_property.c - Unicode properties of a pattern: \p{...}.
 *
 * Names: ECMA-262, tables 67 to 70 (general categories with their aliases, and binary
 * properties), and Unicode's PropertyValueAliases.txt.
 */
#include "schemas/pattern_parse.h"

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

static const char *const binaries[] = {"ASCII",
                                       "ASCII_Hex_Digit",
                                       "Alphabetic",
                                       "Any",
                                       "Bidi_Control",
                                       "Bidi_Mirrored",
                                       "Case_Ignorable",
                                       "Cased",
                                       "Changes_When_Casefolded",
                                       "Changes_When_Casemapped",
                                       "Changes_When_Lowercased",
                                       "Changes_When_Titlecased",
                                       "Changes_When_Uppercased",
                                       "Dash",
                                       "Default_Ignorable_Code_Point",
                                       "Deprecated",
                                       "Diacritic",
                                       "Emoji",
                                       "Emoji_Component",
                                       "Emoji_Modifier",
                                       "Emoji_Modifier_Base",
                                       "Emoji_Presentation",
                                       "Extended_Pictographic",
                                       "Extender",
                                       "Grapheme_Base",
                                       "Grapheme_Extend",
                                       "Hex_Digit",
                                       "ID_Continue",
                                       "ID_Start",
                                       "Ideographic",
                                       "Join_Control",
                                       "Logical_Order_Exception",
                                       "Lowercase",
                                       "Math",
                                       "Noncharacter_Code_Point",
                                       "Pattern_Syntax",
                                       "Pattern_White_Space",
                                       "Quotation_Mark",
                                       "Radical",
                                       "Regional_Indicator",
                                       "Sentence_Terminal",
                                       "Soft_Dotted",
                                       "Terminal_Punctuation",
                                       "Unified_Ideograph",
                                       "Uppercase",
                                       "Variation_Selector",
                                       "White_Space",
                                       "XID_Continue",
                                       "XID_Start"};

static const char *category_find(const char *name)
{
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
        for (size_t k = 0; k < 3 && categories[i][k]; k++)
            if (!strcmp(name, categories[i][k]))
                return categories[i][0];
    return NULL;
}

static bool binary_is_known(const char *name)
{
    for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++)
        if (!strcmp(name, binaries[i]))
            return true;
    return false;
}

static bool name_is_clean(const char *name)
{
    return *name && name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789")] == '\0';
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
    if (category_write(name, out, size))
        return true;
    if (!strcmp(name, "Assigned")) {
        *letter = *letter == 'p' ? 'P' : 'p';
        name = "Cn";
    } else if (!binary_is_known(name)) {
        return false;
    }
    snprintf(out, size, "%s", name);
    return true;
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
        return name_is_clean(name + length);
    }
    return false;
}

int property_parse(struct parser *parser, char letter, struct escape *out)
{
    char name[80], translated[80];
    size_t length = 0;

    if (!parser_skip(parser, "{"))
        return parser_fail(parser, "\"\\%c\" is followed by \"{\"", letter);
    while (parser_peek(parser, 0) && parser_peek(parser, 0) != '}' &&
           length < sizeof name - 1)
        name[length++] = parser->text[parser->at++];
    name[length] = '\0';
    if (!parser_skip(parser, "}"))
        return parser_fail(parser, "\"\\%c{\" is closed by \"}\"", letter);
    if (!property_name(name, &letter, translated, sizeof translated))
        return parser_fail(parser, "there is no such Unicode property");
    out->kind = ESCAPE_SET;
    snprintf(out->text, sizeof out->text, "\\%c{%s}", letter, translated);
    return 0;
}
