extension Verifier {
  func failure(
    _ reason: VerifierError.Reason,
    at location: VerifierError.Location?,
    _ program: Program,
    _ path: UInt16
  ) -> VerifierError {
    VerifierError(reason, at: location, path: program.truths(of: path))
  }

  func explain(
    _ instruction: Instruction,
    _ program: Program,
    at location: VerifierError.Location,
    path: UInt16
  ) -> VerifierError {
    var operandTypes: [ValueType] = []
    for place in 0..<instruction.operandCount {
      let operand = instruction[place]
      switch operand {
      case .constant(let number):
        guard number.isFinite else { return VerifierError(.notFinite(place: place), at: location) }
      case .variable(let variable):
        guard Int(variable.index) < codes.count else {
          return VerifierError(.danglingIndex, at: location)
        }
      }
      guard let type = code(operand).type else {
        if case .variable(let variable) = operand, instruction.opcode != .eye {
          return failure(.undefined(variable), at: location, program, path)
        }
        operandTypes.append(.modelScalar)
        continue
      }
      operandTypes.append(type)
    }
    do throws(SignatureError) {
      _ = try instruction.opcode.result(
        operandTypes,
        isNumber: { isKnownNumber(instruction[$0]) },
        extent: { extent(instruction[$0]) }
      )
    } catch {
      return failure(.signature(error), at: location, program, path)
    }
    preconditionFailure("the operands of \(instruction.opcode.name) fit")
  }

  enum TypeMismatch {
    case stateType
    case resultType
  }

  func wrongType(
    _ value: TypeCode,
    _ mismatch: TypeMismatch,
    _ target: Variable,
    at location: VerifierError.Location?,
    _ program: Program,
    path: UInt16
  ) -> VerifierError {
    guard let found = value.type else { preconditionFailure("a value without a type") }
    switch mismatch {
    case .resultType:
      return failure(.resultType(target, found: found), at: location, program, path)
    case .stateType:
      guard let expected = entry[Int(target.index)].type else {
        preconditionFailure("a state without a type")
      }
      return failure(
        .stateType(found: found, expected: expected),
        at: location,
        program,
        path
      )
    }
  }

  func checkResult(
    _ builtin: Builtin,
    _ program: Program,
    path: UInt16
  ) throws(VerifierError) {
    let value = codes[Int(builtin.rawValue)]
    guard value.broadcasts(to: .tensor) else {
      throw wrongType(value, .resultType, builtin.variable, at: nil, program, path: path)
    }
  }
}
