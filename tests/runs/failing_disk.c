/* Makes the Nth write, fsync or rename below one folder fail, for tests: gcc -shared -fPIC -o … failing_disk.c -ldl
 *
 * Loaded with LD_PRELOAD; `failing_disk_arm` says which call fails and how, and counts from one again. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITES = 1, SYNCS = 2, RENAMES = 4 };

static char folder[4096];
static int kinds, number, code, seen, sticky;

void failing_disk_arm(const char *below, int what, int nth, int error, int stays) {
    snprintf(folder, sizeof folder, "%s", below);
    kinds = what;
    number = nth;
    code = error;
    sticky = stays;
    seen = 0;
}

int failing_disk_seen(void) { return seen; }

static int below(const char *path) { return folder[0] && !strncmp(path, folder, strlen(folder)); }

static int fails(int kind) {
    if (!(kinds & kind)) return 0;
    seen++;
    if (seen == number || (sticky && number && seen > number)) {
        errno = code;
        return 1;
    }
    return 0;
}

static int fails_on(int handle, int kind) {
    char link[64], path[4096];
    if (!(kinds & kind)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    size_t n = strlen(path);
    if (n > 4 && (!strcmp(path + n - 4, "-shm") || !strcmp(path + n - 5, ".lock"))) return 0;
    return below(path) && fails(kind);
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int handle, const void *data, size_t size) {
    REAL(write);
    return fails_on(handle, WRITES) ? -1 : real(handle, data, size);
}

ssize_t pwrite(int handle, const void *data, size_t size, off_t at) {
    REAL(pwrite);
    return fails_on(handle, WRITES) ? -1 : real(handle, data, size, at);
}

ssize_t pwrite64(int handle, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    return fails_on(handle, WRITES) ? -1 : real(handle, data, size, at);
}

int fsync(int handle) {
    REAL(fsync);
    return fails_on(handle, SYNCS) ? -1 : real(handle);
}

int fdatasync(int handle) {
    REAL(fdatasync);
    return fails_on(handle, SYNCS) ? -1 : real(handle);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    return below(to) && fails(RENAMES) ? -1 : real(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    REAL(renameat);
    return below(to) && fails(RENAMES) ? -1 : real(from_folder, from, to_folder, to);
}
