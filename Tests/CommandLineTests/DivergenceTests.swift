import Foundation
import Testing

/// A run that meets a number that is not finite (semantics rule 15).
struct DivergenceTests {
  @Test func `a diverged run names statement, element and operands`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      """
      rule unguarded() {
        state v

        v = interp(square(g), v, 0.9)
        update = lr * g / sqrt(v)
      }

      """,
      to: "unguarded.opt"
    )
    let result = try Executable.run(["run", path, "--task", "digits-mlp", "--steps", "3"])
    #expect(result.status == 1)
    #expect(result.output.contains("diverged on digits-mlp@1 at step 1"))
    #expect(result.errors.contains("error[OPT0501]"))
    #expect(result.errors.contains("unguarded.opt:5:12"))
    #expect(result.errors.contains("this is nan"))
    #expect(result.errors.contains("row 0, column 0"))
    #expect(result.errors.contains("computed from 0, 0"))
  }

  @Test func `a guarded run ends well`() throws {
    let result = try Executable.run(["run", "rmsprop", "--task", "digits-mlp", "--steps", "3"])
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
  }
}
