import OptProgram
import Testing

@testable import OptRuntime

/// Constant operands make shorter code, never another result.
struct FunctionSimplificationTests {
  private static let numbers: [Float] = [
    0, -0.0, 1, -1, 0.5, -2, 3, 0.1, 0x1p-130, -0x1p-130, 1e30, 0x1p127, 0x1p-126, 0x1p-149,
    .infinity, -.infinity, .nan,
  ]

  private func operationCount(_ kernel: MicroKernel) -> Int {
    kernel.code.count { $0.operation.arity > 0 }
  }

  @Test(arguments: Opcode.allCases.filter { $0.family == .elementwise && $0.arity > 1 })
  func `constants do not change results`(_ opcode: Opcode) {
    guard opcode != .interp else { return }
    let general = FunctionKernel(opcode)
    for constant in Self.numbers {
      let right = FunctionKernel { builder, operands in
        let value = builder.constant(constant)
        return builder.emit(opcode, operands[0], value, operands[2])
      }
      let left = FunctionKernel { builder, operands in
        let value = builder.constant(constant)
        return builder.emit(opcode, value, operands[1], operands[2])
      }
      for x in Self.numbers {
        for third in opcode.arity > 2 ? Self.numbers : [0] {
          #expect(
            canonicalBits(right(x, 0, third)) == canonicalBits(general(x, constant, third)),
            "\(opcode.name)(\(x), \(constant), \(third))"
          )
          #expect(
            canonicalBits(left(0, x, third)) == canonicalBits(general(constant, x, third)),
            "\(opcode.name)(\(constant), \(x), \(third))"
          )
        }
      }
    }
  }

  @Test func `constant bounds halve the code`() {
    let clip = FunctionKernel { builder, operands in
      let (low, high) = (builder.constant(-1), builder.constant(1))
      return builder.emit(.clip, operands[0], low, high)
    }
    #expect(operationCount(clip.kernel) == 4)
    #expect(operationCount(FunctionKernel(.clip).kernel) == 12)
  }

  @Test func `constant expressions vanish`() {
    let folded = FunctionKernel { builder, _ in
      let two = builder.constant(2)
      return builder.emit(.exp, two, two, two)
    }
    #expect(folded.kernel.code.map(\.operation) == [.constant])
    #expect(folded(0) == FunctionKernel(.exp)(2))
  }

  @Test func `a division by a power of two is a product`() {
    for divisor in Self.numbers {
      let quotient = FunctionKernel { builder, operands in
        let value = builder.constant(divisor)
        return builder.div(operands[0], value)
      }
      for x in Self.numbers {
        #expect(canonicalBits(quotient(x)) == canonicalBits(x / divisor), "\(x) / \(divisor)")
      }
      let isExact = [-1, 0.5, -2, 0x1p127, 0x1p-126].contains(divisor)
      #expect(quotient.kernel.code.contains { $0.operation == .mul } == isExact, "\(divisor)")
    }
  }
}
