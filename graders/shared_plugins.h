/* graders/shared_plugins.h - graders in shared objects (noworse_plugin.h), loaded when a
 * suite names one and the command line allows a folder of them. */
#ifndef NOWORSE_GRADERS_SHARED_PLUGINS_H
#define NOWORSE_GRADERS_SHARED_PLUGINS_H

#include "graders/grader.h"

struct shared_plugins;

struct shared_plugins *shared_plugins_new(const char *folder); /* copied */
/* After the gradings; takes NULL. What was loaded stays: it may have threads. */
void shared_plugins_free(struct shared_plugins *plugins);

/* The type `vendor.name`, for as long as the plug-ins; plugins may be NULL: none are
 * allowed. NULL: there is none, or it is no good; errors have it, at the place. */
const struct grader_type *shared_plugins_find(struct shared_plugins *plugins,
                                              const char *name, const struct place *place,
                                              struct error_list *errors);

#endif
