// SPDX-License-Identifier: MIT
// Diagnostics for whoever asked for them: without a sink nothing is formatted. Never secrets.
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN };

typedef void log_sink(void *user, enum log_level level, const char *text);

// One sink per process; NULL silences. Only programs set it (cli, lab), never the library.
void log_to(log_sink *sink, void *user, enum log_level least);

void log_line(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_line(LOG_INFO, __VA_ARGS__)
#define log_warn(...) log_line(LOG_WARN, __VA_ARGS__)

#endif
