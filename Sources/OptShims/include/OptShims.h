#ifndef OPT_SHIMS_H
#define OPT_SHIMS_H

#include "OptProcessor.h"

#endif
