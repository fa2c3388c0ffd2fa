/* Preloaded into the program while a golden lake is made: a clock of its own, and a death at a chosen commit.

   GOLDEN_START_SECONDS   the wall clock begins there, in seconds since 1970, and runs on as usual
   GOLDEN_DIE_AT_COMMIT   the process ends by SIGKILL instead of its Nth commit of table metadata (Hadoop catalog) */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_link)(const char *, const char *);
static time_t shift_seconds;
static long fatal_commit;
static atomic_long commits;

__attribute__((constructor)) static void begin(void) {
  struct timespec now;
  const char *start = getenv("GOLDEN_START_SECONDS");
  const char *fatal = getenv("GOLDEN_DIE_AT_COMMIT");
  real_clock_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  real_link = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "link");
  real_clock_gettime(CLOCK_REALTIME, &now);
  if (start) shift_seconds = (time_t)atoll(start) - now.tv_sec;
  if (fatal) fatal_commit = atol(fatal);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (!real_clock_gettime) begin();
  int failed = real_clock_gettime(clock, time);
  if (!failed && clock == CLOCK_REALTIME) time->tv_sec += shift_seconds;
  return failed;
}

int link(const char *from, const char *to) {
  static const char ending[] = ".metadata.json";
  size_t length = strlen(to), tail = sizeof ending - 1;
  if (length > tail && !strcmp(to + length - tail, ending) && atomic_fetch_add(&commits, 1) + 1 == fatal_commit)
    kill(getpid(), SIGKILL);
  return real_link(from, to);
}
