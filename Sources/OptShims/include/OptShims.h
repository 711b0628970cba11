#ifndef OPT_SHIMS_H
#define OPT_SHIMS_H

#endif
