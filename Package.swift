// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target; each upcoming feature has a proposal of the same name in swift-evolution.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
]

/// Warnings are errors where `CI` is set, and only there: a newer compiler must not break a user's build.
let strict: [SwiftSetting] =
  Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings + strict)
}

func tests(
  _ name: String,
  _ dependencies: [Target.Dependency],
  exclude: [String] = []
) -> Target {
  .testTarget(
    name: name,
    dependencies: dependencies + ["OptTestSupport"],
    exclude: exclude,
    swiftSettings: settings + strict
  )
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser",
  package: "swift-argument-parser"
)

let package = Package(
  name: "optsearch",
  products: [
    .library(name: "OptRuntime", targets: ["OptRuntime"]),
    .library(name: "OptLanguage", targets: ["OptLanguage"]),
    .executable(name: "optsearch", targets: ["optsearch"]),
    .executable(name: "optbench", targets: ["optbench"]),
  ],
  dependencies: [
    // The command line: help, completion, exit codes. Only the executables import it.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    library("OptDiagnostics"),
    library("OptProgram"),
    library("OptLanguage", ["OptDiagnostics", "OptProgram"]),
    library("OptSimplify", ["OptProgram"]),
    library("OptRuntime", ["OptProgram", "OptShims"]),
    .target(name: "OptShims"),
    library("OptBenchmark", ["OptProgram", "OptRuntime"]),
    library("OptTasks", ["OptProgram", "OptRuntime"]),
    library("OptEvolution", ["OptProgram", "OptRuntime", "OptSimplify", "OptTasks"]),
    .executableTarget(
      name: "optsearch",
      dependencies: [
        "OptBenchmark", "OptDiagnostics", "OptEvolution", "OptLanguage", "OptProgram",
        "OptRuntime", "OptSimplify", "OptTasks", argumentParser,
      ],
      swiftSettings: settings + strict
    ),
    .target(name: "OptAllocations"),
    .executableTarget(
      name: "optbench",
      dependencies: [
        "OptAllocations", "OptBenchmark", "OptDiagnostics", "OptEvolution", "OptLanguage",
        "OptProgram", "OptRuntime", "OptTasks", "OptTestPrograms", argumentParser,
      ],
      swiftSettings: settings + strict
    ),
    .executableTarget(
      name: "generate-grammar",
      dependencies: ["OptProgram", argumentParser],
      swiftSettings: settings + strict
    ),
    .target(
      name: "OptTestPrograms",
      dependencies: ["OptProgram", "OptRuntime"],
      path: "Tests/OptTestPrograms",
      swiftSettings: settings + strict
    ),
    .target(
      name: "OptTestSupport",
      dependencies: ["OptDiagnostics", "OptProgram", "OptTestPrograms"],
      path: "Tests/OptTestSupport",
      swiftSettings: settings + strict
    ),
    tests("OptDiagnosticsTests", ["OptDiagnostics"], exclude: ["Goldens"]),
    tests("OptProgramTests", ["OptProgram"]),
    tests(
      "OptLanguageTests",
      ["OptLanguage", "OptProgram", "OptRuntime", "OptDiagnostics", "generate-grammar"],
      exclude: [
        "Check/Cases", "Check/Goldens", "Lower/Goldens", "Raise/Goldens", "Syntax/Cases",
        "Syntax/Goldens",
      ]
    ),
    tests("OptSimplifyTests", ["OptSimplify", "OptProgram"]),
    tests("OptRuntimeTests", ["OptRuntime", "OptProgram"], exclude: ["NativeGolden"]),
    tests(
      "OptBenchmarkTests",
      ["OptBenchmark", "OptDiagnostics", "OptLanguage", "OptProgram", "OptRuntime"]
    ),
    tests("OptTasksTests", ["OptTasks", "OptRuntime", "OptProgram"]),
    tests(
      "OptEvolutionTests",
      ["OptEvolution", "OptTasks", "OptRuntime", "OptSimplify", "OptProgram"]
    ),
    tests(
      "ExamplesTests",
      ["OptLanguage", "OptProgram", "OptRuntime", "OptDiagnostics"],
      exclude: ["Parity"]
    ),
    tests("CommandLineTests", ["OptRuntime", "optbench", "optsearch"]),
  ]
)
