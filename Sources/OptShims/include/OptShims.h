#ifndef OPT_SHIMS_H
#define OPT_SHIMS_H

#include "ArrayFunctions.h"
#include "MatrixProduct.h"
#include "Processor.h"
#include "TileKernel.h"

#endif
