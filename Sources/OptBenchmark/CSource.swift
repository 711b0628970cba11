import OptRuntime

/// Prints a kernel as a fused loop in C: the yardstick for generated machine code.
struct CSource {
  private let kernel: MicroKernel
  private let inPlace: [Int: Int]

  /// The text of a translation unit with one function, `void kernel(const float *const *inputs, float
  /// *const *outputs, const float *uniforms, long count)`.
  ///
  /// `inPlace` tells which outputs are the memory of which inputs, or the compiler would have to
  /// expect every overlap.
  ///
  /// - Precondition: the kernel has no reductions, which a C compiler cannot vectorise in their order.
  static func text(of kernel: MicroKernel, inPlace: [Int: Int]) -> String {
    precondition(kernel.reductions.isEmpty, "reductions are not printed")
    return CSource(kernel: kernel, inPlace: inPlace).unit()
  }

  private func unit() -> String {
    """
    #include <stdint.h>
    #include <string.h>
    static inline uint32_t U(float x) { uint32_t u; memcpy(&u, &x, 4); return u; }
    static inline float F(uint32_t u) { float x; memcpy(&x, &u, 4); return x; }
    static __attribute__((noinline)) void loop(\(parameters()), const float *uniforms, long count) {
    \(lines(invariants()))
      for (long i = 0; i < count; i++) {
    \(lines(body()))
      }
    }
    void kernel(const float *const *inputs, float *const *outputs, const float *uniforms, long count) {
      loop(\(arguments()), uniforms, count);
    }

    """
  }

  private func lines(_ statements: [String]) -> String {
    statements.map { "    \($0)" }.joined(separator: "\n")
  }

  // MARK: - Streams

  private func isOverwritten(_ input: Int) -> Bool { inPlace.values.contains(input) }

  private func parameters() -> String {
    let inputs = (0..<kernel.inputCount).map {
      "\(isOverwritten($0) ? "" : "const ")float *restrict in\($0)"
    }
    let outputs = kernel.stores.indices.filter { inPlace[$0] == nil }.map {
      "float *restrict out\($0)"
    }
    return (inputs + outputs).joined(separator: ", ")
  }

  private func arguments() -> String {
    let inputs = (0..<kernel.inputCount).map {
      isOverwritten($0) ? "(float *)inputs[\($0)]" : "inputs[\($0)]"
    }
    let outputs = kernel.stores.indices.filter { inPlace[$0] == nil }.map { "outputs[\($0)]" }
    return (inputs + outputs).joined(separator: ", ")
  }

  // MARK: - Statements

  private func invariants() -> [String] {
    (0..<kernel.uniformCount).map { "const float s\($0) = uniforms[\($0)];" }
  }

  private func body() -> [String] {
    let values = kernel.code.enumerated().map { place, instruction in
      let type = isFloat(instruction.operation) ? "float" : "uint32_t"
      return "const \(type) v\(place) = \(expression(instruction));"
    }
    let stores = kernel.stores.enumerated().map { output, value in
      "\(inPlace[output].map { "in\($0)" } ?? "out\(output)")[i] = \(float(value));"
    }
    return values + stores
  }

  private func isFloat(_ operation: MicroOperation) -> Bool {
    switch operation {
    case .load, .uniform, .add, .sub, .mul, .div, .fma, .sqrt, .floor, .roundEven: true
    case .constant, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .xor, .select, .shiftLeft,
      .shiftRight, .shiftRightSigned, .addInteger, .subInteger:
      false
    }
  }

  private func operation(of value: MicroValue) -> MicroOperation {
    kernel.code[Int(value.index)].operation
  }

  private func float(_ value: MicroValue) -> String {
    isFloat(operation(of: value)) ? "v\(value.index)" : "F(v\(value.index))"
  }

  private func bits(_ value: MicroValue) -> String {
    isFloat(operation(of: value)) ? "U(v\(value.index))" : "v\(value.index)"
  }

  private func expression(_ instruction: MicroInstruction) -> String {
    let (a, b, c) = (instruction.a, instruction.b, instruction.c)
    let immediate = instruction.immediate
    func infix(_ symbol: String) -> String { "\(float(a)) \(symbol) \(float(b))" }
    func mask(_ symbol: String) -> String { "-(uint32_t)(\(infix(symbol)))" }
    func integer(_ symbol: String) -> String { "\(bits(a)) \(symbol) \(bits(b))" }
    return switch instruction.operation {
    case .load: "in\(immediate)[i]"
    case .uniform: "s\(immediate)"
    case .constant: "0x\(String(immediate, radix: 16))u"
    case .add: infix("+")
    case .sub: infix("-")
    case .mul: infix("*")
    case .div: infix("/")
    case .fma: "__builtin_fmaf(\(float(a)), \(float(b)), \(float(c)))"
    case .sqrt: "__builtin_sqrtf(\(float(a)))"
    case .floor: "__builtin_floorf(\(float(a)))"
    case .roundEven: "__builtin_roundevenf(\(float(a)))"
    case .less: mask("<")
    case .lessOrEqual: mask("<=")
    case .equal: mask("==")
    case .notEqual: mask("!=")
    case .and: integer("&")
    case .or: integer("|")
    case .xor: integer("^")
    case .select: "\(bits(a)) ? \(bits(b)) : \(bits(c))"
    case .shiftLeft: "\(bits(a)) << \(immediate)"
    case .shiftRight: "\(bits(a)) >> \(immediate)"
    case .shiftRightSigned: "(uint32_t)((int32_t)\(bits(a)) >> \(immediate))"
    case .addInteger: integer("+")
    case .subInteger: integer("-")
    }
  }
}
