import OptProgram
import OptTestSupport
import Testing

@testable import OptProgram

struct VerifierTests {
  /// A rule's body and what is wrong with it, nil for nothing.
  struct Case: CustomTestStringConvertible, Sendable {
    var body: String
    var message: String?

    init(_ body: String, _ message: String? = nil) {
      self.body = body
      self.message = message
    }

    var testDescription: String { body }
  }

  static let cases: [Case] = [
    // Rule 1: what may be assigned.
    Case("w = sub(w, g)"),
    Case("g = square(g)\nlr = mul(lr, 2)\nupdate = mul(lr, g)"),
    Case("t = 1\nupdate = g", "`t` cannot be assigned"),
    Case("T = 1\nupdate = g", "`T` cannot be assigned"),
    Case("rows = 1\nupdate = g", "`rows` cannot be assigned"),
    Case("h = 1\nupdate = g", "`h` cannot be assigned"),
    Case("input z = noise(normal)\nz = g\nupdate = z", "`z` cannot be assigned"),
    Case("a = g\na = norm(a)\nupdate = a"),
    Case(
      "state m\nm = norm(g)\nupdate = m",
      "the state's shape is rows x cols, the value's a scalar"
    ),
    Case(
      "state m: row\nm = g\nupdate = m",
      "the state's shape is rows x 1, the value's rows x cols"
    ),
    Case("state m: row\nm = row_mean(g)\nupdate = m"),
    // Rule 2: exactly one result on every path.
    Case("a = g", "neither `update` nor `w`"),
    Case("update = g\nw = g", "both `update` and `w`"),
    Case("update = g\nupdate = mul(update, lr)"),
    Case("when t == 1 { update = g } else { w = g }"),
    Case(
      "when t == 1 { update = g }",
      "neither `update` nor `w` is assigned, when t == 1 is false"
    ),
    Case("update = lr"),
    Case("update = row_mean(g)"),
    Case("update = matmul(g, transpose_g)", "has no value here"),
    Case("a = transpose(g)\nupdate = matmul(g, a)", "`update` must be of the tensor's shape"),
    Case("w = row_mean(g)"),
    // Rule 3 and 4: states and their first values.
    Case("state m\nupdate = m\nm = g"),
    Case("state m = 0.1\nupdate = m"),
    Case("state m = square(g)\nupdate = m"),
    Case("state m = lr\nupdate = m", "`lr` has no value here"),
    Case("state m = rows\nupdate = m", "`rows` has no value here"),
    Case("state m\nstate n = m\nupdate = n", "`m` has no value here"),
    Case("state m: row = g\nupdate = m", "the state's shape is rows x 1"),
    Case("state L: rows * rows = mul(h, eye(rows))\nupdate = g"),
    Case("state L: rows * rows = eye(cols)\nupdate = g", "the state's shape is rows x rows"),
    Case("state k: global = h\nupdate = k"),
    Case("state k: global = norm(g)\nupdate = k", "the state's shape is a scalar"),
    Case("state k: scalar as bf16\nupdate = g", "narrow storage"),
    // Rule 5: conditions.
    Case("when t == 1 { a = g }\nupdate = a", "`a` has no value here, when t == 1 is false"),
    Case("when t == 1 { a = g } else { a = w }\nupdate = a"),
    Case("state m\nwhen t == 1 { m = g }\nupdate = m"),
    Case("when lr == 1 { a = g }\nupdate = g", "a condition reads `lr`"),
    Case("lr = 2\nwhen t == 1 { lr = 1 }\nupdate = lr"),
    // Rule 6: shapes.
    Case("a = row_mean(g)\nb = col_mean(g)\nupdate = mul(a, b)"),
    Case("a = transpose(g)\nupdate = add(a, g)", "the shapes of arguments 1 and 2 differ"),
    Case("update = clip(g, a, 1)", "`a` has no value here"),
    Case("a = eye(w)\nupdate = g", "argument 1 must be `rows` or `cols`"),
    Case("update = orthogonalize(g, lr)", "argument 2 must be a number"),
    Case("update = orthogonalize(g, h)"),
    Case("update = inverse(g)", "argument 1 must be square"),
    Case("update = clip_by_norm(g, g)", "argument 2 must be a scalar"),
    Case("update = outer(g, g)", "argument 1 must be of the shape n x 1"),
    // Rule 7: scalars of the model and of a tensor.
    Case("state k: global\nk = global_norm(g)\nupdate = k"),
    Case("state k: global\nk = norm(g)\nupdate = k", "the value's a scalar of each tensor"),
    Case("state k: global\nk = rank\nupdate = k", "the value's a scalar of each tensor"),
    Case("state k: scalar\nk = lr\nupdate = k"),
    Case(
      "state k: global\na = 1\nwhen rank > 1 { a = 2 }\nk = a\nupdate = g",
      "the value's a scalar of each tensor, when rank > 1 is true"
    ),
    // Rule 8: global reductions see all tensors.
    Case("when t > 1 { a = global_norm(g) } else { a = 1 }\nupdate = a"),
    Case(
      "when numel > 1 { a = global_norm(g) } else { a = 1 }\nupdate = a",
      "a global reduction under a condition on the tensor's shape"
    ),
    // Rule 12: the evaluation.
    Case("state m\nupdate = g\neval_w = add(w, m)"),
    Case("update = g\neval_a = mul(h, t)\neval_w = mul(eval_a, w)"),
    Case("update = g\neval_w = g", "`g` has no value here"),
    Case("a = g\nupdate = g\neval_w = a", "`a` has no value here"),
    Case("update = g\neval_a = w", "`eval_w` is not assigned"),
    Case("update = g\neval_w = sum(w)", "`sum` in the evaluation"),
    Case("update = eval_a\neval_a = w\neval_w = w", "has no value here"),
  ]

  @Test(arguments: cases)
  func `a program is accepted or refused`(_ example: Case) {
    let body = example.body.replacing("{ ", with: "{\n").replacing(" }", with: "\n}")
    do throws(FlatTextError) {
      _ = try Program(flatText: "rule r(h = 2) {\n\(body)\n}")
      #expect(example.message == nil)
    } catch {
      #expect(
        example.message.map { error.message.contains($0) } == true,
        "\(error)"
      )
    }
  }

  @Test func `numbers are finite`() {
    var program = Program(name: "r")
    program.step = [Instruction(.copy, Builtin.update.variable, .constant(.infinity))]
    #expect(throws: VerifierError.self) { try program.verify() }
  }

  @Test func `indices stay within their tables`() {
    var program = Program(name: "r")
    let update = Builtin.update.variable
    for broken in [
      Instruction(.copy, update, .variable(Variable(99))),
      Instruction(.copy, Variable(99), .constant(1)),
      Instruction(.copy, update, .constant(1), guardIndex: 3),
    ] {
      program.step = [Instruction(.copy, update, .constant(1)), broken]
      #expect { try program.verify() } throws: { ($0 as? VerifierError)?.reason == .danglingIndex }
    }
  }

  @Test func `limits are errors`() {
    var program = Program(name: "r")
    let assignment = Instruction(.copy, Builtin.update.variable, .constant(1))
    program.step = Array(repeating: assignment, count: Limits.statements + 1)
    #expect { try program.verify() } throws: {
      ($0 as? VerifierError)?.reason == .tooManyStatements
    }
    program.step = [assignment]
    for number in 0...Limits.conditions {
      _ = program.literal(
        of: .compare(.equal, .variable(Builtin.stepNumber.variable), .constant(Double(number)))
      )
    }
    #expect { try program.verify() } throws: {
      ($0 as? VerifierError)?.reason == .tooManyConditions
    }
  }

  @Test(arguments: ["", "1a", "a b", "when", "pi", "ä"])
  func `names are legal`(_ name: String) {
    var program = Program(name: "r")
    let local = program.declare(name, .local)
    program.step = [
      Instruction(.copy, local, .constant(1)),
      Instruction(.copy, Builtin.update.variable, .variable(local)),
    ]
    #expect { try program.verify() } throws: { ($0 as? VerifierError)?.reason == .name(local) }
  }

  @Test func `a type is that of the shape algebra`() throws {
    let extents = Extent.allCases
    let types =
      extents.flatMap { rows in extents.map { ValueType(Shape(rows, $0)) } } + [.modelScalar]
    for opcode in Opcode.allCases where opcode.family == .elementwise && opcode.arity == 2 {
      for left in types {
        for right in types {
          let shape = left.shape.broadcast(with: right.shape)
          let result = try? opcode.result(
            [left, right],
            isNumber: { _ in true },
            extent: { _ in nil }
          )
          #expect(result?.shape == shape)
          #expect(result.map { $0.isPerTensor == (left.isPerTensor || right.isPerTensor) } != false)
        }
      }
    }
  }

  @Test func `types of statements`() throws {
    let program = try Program(
      flatText: """
        rule r() {
          state r: row = 1
          a = norm(g)
          b = global_norm(g)
          c = row_sum(g)
          r = add(c, a)
          update = mul(r, b)
        }
        """
    )
    let types = try program.types()
    #expect(types.initialization == [.modelScalar])
    #expect(
      types.step
        == [.tensorScalar, .modelScalar, ValueType(.row), ValueType(.row), ValueType(.row)]
    )
  }

  @Test func `every path of random programs is well-formed`() throws {
    var generator = ProgramGenerator(seed: 2)
    for _ in 0..<200 {
      let program = generator.next()
      for path in 0..<program.pathCount {
        let straight = program.specialized(truths: program.truths(of: UInt16(path)))
        #expect(straight.conditions.isEmpty)
        try straight.verify()
      }
    }
  }
}
