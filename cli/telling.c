/* cli/telling.c - a run file judged and told. */
#include "cli/telling.h"

#include "base/mem.h"
#include "cli/command.h"
#include "cli/mistakes.h"
#include "cli/run_lookup.h"

#include <stdlib.h>
#include <string.h>

const char *const junit_cases_words[] = {"gate", "strict", NULL};
const char *const junit_profile_words[] = {"default", "jenkins", "ant", NULL};
const char *const inconclusive_words[] = {"fail", "pass", NULL};

/* Nothing else goes where events go. */
static int events_check(const struct telling_args *args, struct error *err)
{
    if (!args->events_file)
        return 0;
    for (size_t i = 0; i < args->outputs.count; i++) {
        const struct report_type *type;
        const char *file;

        report_for_output(args->outputs.items[i], &type, &file, err);
        if (!strcmp(args->events_file, file))
            return error_set(err, ERROR_USAGE, "N0937", "events and a report go to %s",
                             file);
    }
    if (args->json && !strcmp(args->events_file, "-"))
        return error_set(err, ERROR_USAGE, "N0937",
                         "events and --json both go to standard output");
    return 0;
}

int telling_check(const struct telling_args *args, struct error *err)
{
    for (size_t i = 0; i < args->outputs.count; i++) {
        const struct report_type *type;
        const char *file;

        if (report_for_output(args->outputs.items[i], &type, &file, err))
            return -1;
        for (size_t j = 0; j < i; j++) {
            const struct report_type *other_type;
            const char *other;

            report_for_output(args->outputs.items[j], &other_type, &other, err);
            if (!strcmp(other, file))
                return error_set(err, ERROR_USAGE, "N0905", "two reports go to %s", file);
        }
    }
    return events_check(args, err);
}

/* One report to its file, and the line that says so. */
static enum exit_code output_write(const char *output, const struct report_input *input,
                                   struct texts *written)
{
    const struct report_type *type;
    const char *file;
    struct error err;

    if (report_for_output(output, &type, &file, &err) ||
        report_save(type, input, file, &err))
        return error_tell(&err);
    if (strcmp(file, "-") != 0)
        texts_add(written, mem_format("%-9s  %s", type->name, file));
    return EXIT_CODE_OK;
}

static enum exit_code standard_write(const struct report_input *input, const char *form)
{
    struct error err;

    if (report_save(report_find(form), input, "-", &err))
        return error_tell(&err);
    return EXIT_CODE_OK;
}

static bool standard_is_taken(const struct telling_args *args)
{
    for (size_t i = 0; i < args->outputs.count; i++) {
        const struct report_type *type;
        const char *file;
        struct error err;

        if (report_for_output(args->outputs.items[i], &type, &file, &err) == 0 &&
            !strcmp(file, "-"))
            return true;
    }
    return false;
}

static bool events_take_standard(const struct telling_args *args)
{
    return args->events_file && !strcmp(args->events_file, "-");
}

/* The result on standard output, where nothing may stand beside a report or events. */
static enum exit_code result_write(const struct telling_args *args,
                                   const struct report_input *input)
{
    if (events_take_standard(args)) {
        fprintf(stderr, "%s\n", input->judgement->sentence);
        return EXIT_CODE_OK;
    }
    if (standard_is_taken(args))
        return EXIT_CODE_OK;
    if (args->json)
        return standard_write(input, "json");
    if (!args->quiet)
        return standard_write(input, "console");
    printf("%s\n", input->judgement->sentence);
    return EXIT_CODE_OK;
}

static enum exit_code outputs_write(const struct telling_args *args,
                                    struct report_input *input)
{
    struct texts written = {NULL, 0};
    enum exit_code code = EXIT_CODE_OK;

    if (run_file_path(input->run))
        texts_add(&written,
                  mem_format("%-9s  %s", "run file", run_file_path(input->run)));
    for (size_t i = 0; i < args->outputs.count; i++)
        code =
            exit_code_worse(code, output_write(args->outputs.items[i], input, &written));
    input->written = written.items;
    code = exit_code_worse(code, result_write(args, input));
    input->written = NULL;
    for (size_t i = 0; i < written.count; i++)
        free((void *)(uintptr_t)written.items[i]);
    texts_release(&written);
    return code;
}

static enum exit_code run_close(struct run_file *file, enum gate_verdict verdict)
{
    struct error err;

    return run_file_set_verdict(file, gate_verdict_name(verdict), &err) ||
                   run_file_settle(file, &err)
               ? error_tell(&err)
               : EXIT_CODE_OK;
}

/* The reports; *verdict_code is the code that the verdict alone makes. */
static enum exit_code judged_tell(struct run_file *file, const struct telling_args *args,
                                  enum exit_code *verdict_code)
{
    const struct verdict_options verdict = {args->advisory, args->inconclusive == 1};
    struct judgement judgement;
    struct run_plan *plan;
    struct run_info info;
    struct error err;
    enum exit_code code;

    *verdict_code = EXIT_CODE_OK;
    if (judge_run(file, &plan, &judgement, &err))
        return error_tell(&err);
    if (run_file_info(file, &info, &err)) {
        code = error_tell(&err);
    } else {
        char *name = run_word(file, info.id);
        struct report_input input = {.run = file,
                                     .info = &info,
                                     .plan = plan,
                                     .judgement = &judgement,
                                     .junit_cases = (enum junit_cases)args->junit_cases,
                                     .inconclusive =
                                         args->inconclusive == 1 || args->advisory
                                             ? INCONCLUSIVE_PASSES
                                             : INCONCLUSIVE_BLOCKS,
                                     .color = color_for(args->color, stdout),
                                     .name = name,
                                     .again = args->again ? args->again : plan->command,
                                     .profile = junit_profile_words[args->junit_profile]};

        code = outputs_write(args, &input);
        if (args->has_just_run) /* not before: what is killed is to be gone on with */
            code = exit_code_worse(code, run_close(file, judgement.verdict));
        *verdict_code = exit_code_for_judgement(&judgement, info.signal, &verdict);
        if (args->events) {
            events_gate(args->events, &judgement);
            events_run_end(args->events, &judgement, &info,
                           exit_code_worse(code, *verdict_code));
        }
        run_info_release(&info);
        free(name);
    }
    judgement_release(&judgement);
    run_plan_free(plan);
    return code;
}

enum exit_code run_tell(struct run_file *file, const struct telling_args *args)
{
    enum exit_code verdict_code;
    enum exit_code code = judged_tell(file, args, &verdict_code);

    return exit_code_worse(code, verdict_code);
}

enum exit_code run_tell_only(struct run_file *file, const struct telling_args *args)
{
    enum exit_code verdict_code;

    return judged_tell(file, args, &verdict_code);
}
