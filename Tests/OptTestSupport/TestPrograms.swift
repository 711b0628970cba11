// Random programs are shared with `optbench`, which must not be linked with the testing library.
@_exported public import OptTestPrograms
