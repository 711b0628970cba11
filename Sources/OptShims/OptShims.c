#include "OptShims.h"
