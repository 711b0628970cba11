#ifndef OPT_ALLOCATIONS_H
#define OPT_ALLOCATIONS_H

#include <stdint.h>

/// The number of allocations of the process so far; 0 for ever where they cannot be counted.
///
/// An executable that is linked with this has its own `malloc`, which counts and calls the C library's.
uint64_t opt_allocation_count(void);

#endif
