import OptProgram
