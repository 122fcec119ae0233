/* statistics/ppi_mean.c - a judged mean, corrected by labels of a part of the outputs. */
#include "statistics/ppi_mean.h"

#include "statistics/domain.h"
#include "statistics/normal.h"
#include "statistics/student_t.h"

#include <math.h>
#include <stdbool.h>

/* What the scores come to, so that one label can be taken out at no cost. */
struct moments {
    double n, others;
    double y, f, of_others; /* means */
    double product;         /* sum of (y - mean)(f - mean) */
    double together, all;   /* squares of f and F around their common mean, all */
    double spread;          /* sum of (F - mean)^2 */
};

/* How lam is had: chosen by the scores, or fixed. */
struct lam_rule {
    bool is_fixed;
    double fixed;
};

static int values_check(const double *values, size_t count, struct error *err)
{
    if (count < 2)
        return domain_misfit(err, "a spread needs two scores, there are %zu", count);
    for (size_t i = 0; i < count; i++)
        if (domain_within("a score", values[i], 0, 1, err))
            return -1;
    return 0;
}

static int scores_check(const struct ppi_scores *scores, struct error *err)
{
    if (values_check(scores->labels, scores->labelled, err) ||
        values_check(scores->judged, scores->labelled, err))
        return -1;
    return values_check(scores->others, scores->other_count, err);
}

static double mean_of(const double *values, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

/* The sum of squares around a centre. */
static double squares_of(const double *values, size_t count, double centre)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (values[i] - centre) * (values[i] - centre);
    return sum;
}

static struct moments moments_of(const struct ppi_scores *scores)
{
    struct moments m = {.n = (double)scores->labelled,
                        .others = (double)scores->other_count,
                        .y = mean_of(scores->labels, scores->labelled),
                        .f = mean_of(scores->judged, scores->labelled),
                        .of_others = mean_of(scores->others, scores->other_count)};

    for (size_t i = 0; i < scores->labelled; i++)
        m.product += (scores->labels[i] - m.y) * (scores->judged[i] - m.f);
    m.all = (m.n * m.f + m.others * m.of_others) / (m.n + m.others);
    m.together = squares_of(scores->judged, scores->labelled, m.all) +
                 squares_of(scores->others, scores->other_count, m.all);
    m.spread = squares_of(scores->others, scores->other_count, m.of_others);
    return m;
}

static struct moments without(const struct moments *m, double y, double f)
{
    struct moments left = *m;
    double total = m->n + m->others;

    left.n = m->n - 1;
    left.y = (m->n * m->y - y) / left.n;
    left.f = (m->n * m->f - f) / left.n;
    left.product = m->product - (y - m->y) * (f - m->f) * m->n / left.n;
    left.together = m->together - (f - m->all) * (f - m->all) * total / (total - 1);
    return left;
}

static double lam_of(const struct moments *m, const struct lam_rule *rule)
{
    double variance = m->together / (m->n + m->others - 1);

    if (rule->is_fixed)
        return rule->fixed;
    /* What is left of equal scores is rounding. */
    if (!(variance > 1e-15))
        return 0;
    return fmin(fmax(m->product / m->n / ((1 + m->n / m->others) * variance), 0), 1);
}

static double estimate_of(const struct moments *m, double lam)
{
    return m->y + lam * (m->of_others - m->f);
}

static double careful_se(const struct ppi_scores *scores, const struct moments *m,
                         const struct lam_rule *rule, const struct ppi_mean *mean)
{
    double squares = 0;

    for (size_t i = 0; i < scores->labelled; i++) {
        struct moments left = without(m, scores->labels[i], scores->judged[i]);
        double off = estimate_of(&left, lam_of(&left, rule)) - mean->estimate;

        squares += off * off;
    }
    return sqrt((m->n - 1) / m->n * squares +
                mean->lam * mean->lam * m->spread / (m->others - 1) / m->others);
}

static int range_set(double n, double level, double z, struct ppi_mean *mean,
                     struct error *err)
{
    double share = fmin(fmax(mean->estimate, 0), 1), effective = n, t;

    if (student_t_limit(level, n - 1, &t, err))
        return -1;
    if (mean->careful_se > 0 && share > 0 && share < 1)
        effective = fmax(n, share * (1 - share) / mean->careful_se / mean->careful_se) *
                    (z / t) * (z / t);
    return wilson_interval(share, effective, level, &mean->range, err);
}

static int mean_compute(const struct ppi_scores *scores, double level,
                        const struct lam_rule *rule, struct ppi_mean *out,
                        struct error *err)
{
    struct moments m;
    struct ppi_mean found = {.lam = 0};
    double z, residual = 0;

    if (scores_check(scores, err) || normal_z(level, &z, err))
        return -1;
    m = moments_of(scores);
    found.lam = lam_of(&m, rule);
    found.estimate = estimate_of(&m, found.lam);
    for (size_t i = 0; i < scores->labelled; i++) {
        double off = scores->labels[i] - m.y - found.lam * (scores->judged[i] - m.f);

        residual += off * off;
    }
    found.se = sqrt(found.lam * found.lam * m.spread / m.others / m.others +
                    residual / m.n / m.n);
    found.published.lower = found.estimate - z * found.se;
    found.published.upper = found.estimate + z * found.se;
    found.careful_se = careful_se(scores, &m, rule, &found);
    if (range_set(m.n, level, z, &found, err))
        return -1;
    *out = found;
    return 0;
}

int ppi_mean(const struct ppi_scores *scores, double level, struct ppi_mean *out,
             struct error *err)
{
    static const struct lam_rule tuned = {false, 0};

    return mean_compute(scores, level, &tuned, out, err);
}

int ppi_mean_fixed(const struct ppi_scores *scores, double level, double lam,
                   struct ppi_mean *out, struct error *err)
{
    struct lam_rule rule = {true, lam};

    if (domain_within("lam", lam, 0, 1, err))
        return -1;
    return mean_compute(scores, level, &rule, out, err);
}
