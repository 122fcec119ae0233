/* graders/shared_plugins.c - shared objects found, loaded and checked. */
#include "graders/shared_plugins.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "graders/noworse_plugin.h"
#include "graders/object_file.h"
#include "graders/shared_grader.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SHOWN_MAX = 200, GRADERS_MAX = 1000 };

/* One file. */
struct library {
    struct library *next;
    char *path;
    const struct noworse_plugin_table *table; /* the plug-in's */
    struct shared_grader *graders;            /* owned; one for each of the table's */
};

struct shared_plugins {
    char *folder;
    struct library *first;
};

typedef const struct noworse_plugin_table *plugin_entry(void);

/* One name that was looked for, and where mistakes go. */
struct search {
    const char *name;
    const char *path; /* of its file */
    const struct place *place;
    struct error_list *errors;
};

struct shared_plugins *shared_plugins_new(const char *folder)
{
    struct shared_plugins *plugins = mem_new(1, sizeof *plugins);

    plugins->folder = mem_text(folder);
    return plugins;
}

static void library_free(struct library *library)
{
    for (size_t i = 0; library->graders && i < library->table->count; i++)
        free(library->graders[i].name);
    free(library->graders);
    free(library->path);
    free(library);
}

void shared_plugins_free(struct shared_plugins *plugins)
{
    struct library *library, *next;

    if (!plugins)
        return;
    for (library = plugins->first; library; library = next) {
        next = library->next;
        library_free(library);
    }
    free(plugins->folder);
    free(plugins);
}

static void dl_error_tell(const struct search *search)
{
    const char *said = dlerror();
    char *shown = shown_quoted(said ? said : "", said ? strlen(said) : 0, SHOWN_MAX);

    error_list_at(search->errors, search->place, "N0552",
                  "\"%.150s\" cannot be loaded: %s", search->path, shown);
    error_hint(error_list_last(search->errors),
               "it is built for this machine with: cc -shared -fPIC");
    free(shown);
}

/* dlsym() gives a function as a pointer to data. */
static const struct noworse_plugin_table *table_of(void *handle)
{
    void *symbol = dlsym(handle, "noworse_plugin");
    plugin_entry *entry = NULL;

    memcpy(&entry, &symbol, sizeof entry);
    return entry ? entry() : NULL;
}

static int table_check(const struct noworse_plugin_table *table,
                       const struct search *search)
{
    if (!table) {
        error_list_at(search->errors, search->place, "N0553",
                      "\"%.150s\" is no plug-in: it has no function noworse_plugin()",
                      search->path);
        return error_hint(error_list_last(search->errors),
                          "noworse_plugin.h says what a plug-in has");
    }
    if (table->version != NOWORSE_PLUGIN_VERSION) {
        error_list_at(search->errors, search->place, "N0554",
                      "\"%.150s\" is made for version %u of the interface; this program "
                      "has version %d",
                      search->path, table->version, NOWORSE_PLUGIN_VERSION);
        return error_hint(error_list_last(search->errors),
                          "compile it again, with the noworse_plugin.h of this version");
    }
    for (size_t i = 0; i < table->count && table->count <= GRADERS_MAX; i++)
        if (!table->graders || !table->graders[i].name || !table->graders[i].grade)
            return error_list_at(
                search->errors, search->place, "N0555",
                "\"%.150s\" is broken: its grader %zu has no name, or no grade()",
                search->path, i + 1);
    if (!table->count || table->count > GRADERS_MAX)
        return error_list_at(search->errors, search->place, "N0555",
                             "\"%.150s\" is broken: it has %zu graders", search->path,
                             table->count);
    return 0;
}

/* A pipe would be waited for. */
static bool is_plain_file(const char *path)
{
    struct stat facts;

    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode);
}

static const struct noworse_plugin_table *table_load(const struct search *search)
{
    const struct noworse_plugin_table *table;
    void *handle;

    if (!is_plain_file(search->path)) {
        error_list_at(search->errors, search->place, "N0551",
                      "the plug-in of `%.100s` is not there: no file \"%.150s\"",
                      search->name, search->path);
        error_hint(error_list_last(search->errors),
                   "--plugins names the folder that has it");
        return NULL;
    }
    if (object_file_is_cut(search->path)) {
        error_list_at(search->errors, search->place, "N0552",
                      "\"%.150s\" cannot be loaded: it ends before its content does",
                      search->path);
        error_hint(error_list_last(search->errors),
                   "it was copied by half, or the disk was full: build it anew");
        return NULL;
    }
    handle = dlopen(search->path, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        dl_error_tell(search);
        return NULL;
    }
    table = table_of(handle);
    if (table_check(table, search) == 0)
        return table;
    dlclose(handle);
    return NULL;
}

static struct library *library_add(struct shared_plugins *plugins, const char *vendor,
                                   size_t length, const char *path,
                                   const struct noworse_plugin_table *table)
{
    struct library *library = mem_new(1, sizeof *library);

    library->path = mem_text(path);
    library->table = table;
    library->graders = mem_new(table->count, sizeof *library->graders);
    for (size_t i = 0; i < table->count; i++)
        shared_grader_init(
            &library->graders[i],
            mem_format("%.*s.%s", (int)length, vendor, table->graders[i].name),
            library->path, &table->graders[i]);
    library->next = plugins->first;
    plugins->first = library;
    return library;
}

static const struct grader_type *grader_of(const struct library *library,
                                           const struct search *search)
{
    const char *names[33] = {NULL};
    const char *nearest;

    for (size_t i = 0; i < library->table->count; i++) {
        if (!strcmp(library->graders[i].name, search->name))
            return &library->graders[i].type;
        if (i < 32)
            names[i] = library->graders[i].name;
    }
    error_list_at(search->errors, search->place, "N0556",
                  "\"%.150s\" has no grader `%.100s`", search->path, search->name);
    nearest = nearest_name(search->name, names);
    error_hint(error_list_last(search->errors),
               nearest ? "did you mean \"%.100s\"?" : "it has \"%.100s\"",
               nearest ? nearest : names[0]);
    return NULL;
}

const struct grader_type *shared_plugins_find(struct shared_plugins *plugins,
                                              const char *name, const struct place *place,
                                              struct error_list *errors)
{
    const size_t length = strcspn(name, ".");
    struct search search = {.name = name, .place = place, .errors = errors};
    const struct noworse_plugin_table *table;
    const struct grader_type *type = NULL;
    struct library *library;
    char *path;

    if (!plugins) {
        error_list_at(errors, place, "N0550",
                      "`%.100s` is a grader of a plug-in, and nobody allowed one", name);
        error_hint(error_list_last(errors),
                   "know what it does, then say --plugins FOLDER, which has %.*s.so",
                   (int)length, name);
        return NULL;
    }
    path = mem_format("%s/%.*s.so", plugins->folder, (int)length, name);
    search.path = path;
    library = plugins->first;
    while (library && strcmp(library->path, path) != 0)
        library = library->next;
    if (!library && (table = table_load(&search)))
        library = library_add(plugins, name, length, path, table);
    if (library)
        type = grader_of(library, &search);
    free(path);
    return type;
}
