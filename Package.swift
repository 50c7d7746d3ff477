// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A room of the house: a library that imports only the rooms named here.
func room(_ name: String, imports dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// The tests of a room; `vectors` says that it keeps reference values and the scripts that made them, `snapshots` that
/// it keeps texts as they should be.
func tests(
  of room: String, imports dependencies: [Target.Dependency] = [], vectors: Bool = false, snapshots: Bool = false
) -> Target {
  .testTarget(
    name: "\(room)Tests", dependencies: [.target(name: room), "TestSupport"] + dependencies,
    exclude: (vectors ? ["Generators"] : []) + (snapshots ? ["Snapshots"] : []),
    resources: vectors ? [.copy("Vectors")] : [],
    swiftSettings: swiftSettings)
}

let package = Package(
  name: "dpaudit",
  products: [.executable(name: "dpaudit", targets: ["dpaudit"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CNumerics", providers: [.apt(["libopenblas-dev", "libgsl-dev", "libfftw3-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CKernels"),
    room("NumericalCore", imports: ["CNumerics", "CKernels"]),
    room("PrivacyModel", imports: []),
    room("Learning", imports: ["NumericalCore", "PrivacyModel", "CZlib"]),
    room("Mechanisms", imports: ["NumericalCore", "PrivacyModel", "Learning"]),
    room("Attacks", imports: ["NumericalCore", "PrivacyModel", "Learning"]),
    room("Games", imports: ["NumericalCore", "PrivacyModel"]),
    room("PrivacyAccounting", imports: ["NumericalCore", "PrivacyModel"]),
    room("Evidence", imports: ["NumericalCore", "PrivacyModel"]),
    room("RunStore", imports: ["PrivacyModel", .product(name: "GRDB", package: "GRDB.swift")]),
    room("Reporting", imports: ["PrivacyModel"]),
    room("SpecificationReading", imports: ["PrivacyModel", "Yams"]),
    room("ScoreReading", imports: ["PrivacyModel", "Learning"]),
    .executableTarget(
      name: "dpaudit",
      dependencies: [
        "NumericalCore", "PrivacyModel", "Learning", "Mechanisms", "Attacks", "Games", "PrivacyAccounting", "Evidence",
        "RunStore", "Reporting", "SpecificationReading", "ScoreReading",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "accounting-benchmark", dependencies: ["PrivacyAccounting", "PrivacyModel"], path: "Benchmarks/accounting",
      exclude: ["peers.py", "requirements.txt", "results.json", "run"], swiftSettings: swiftSettings),
    .executableTarget(
      name: "evidence-benchmark", dependencies: ["Evidence", "NumericalCore", "PrivacyModel"],
      path: "Benchmarks/evidence", swiftSettings: swiftSettings),
    .executableTarget(
      name: "games-benchmark", dependencies: ["Attacks", "Games", "Mechanisms", "NumericalCore", "PrivacyModel"],
      path: "Benchmarks/games", swiftSettings: swiftSettings),
    .executableTarget(
      name: "training-benchmark",
      dependencies: ["Learning", "NumericalCore", "PrivacyModel", "Mechanisms", "Attacks", "Games"],
      path: "Benchmarks/training",
      exclude: [
        "contest.py", "dataset.py", "limits.c", "peer_jax.py", "peer_numpy.py", "peer_torch.py", "peers.py",
        "report.py", "requirements.txt", "results.json", "run", "workloads.py",
      ], swiftSettings: swiftSettings),

    .target(name: "TestSupport", path: "Tests/TestSupport", exclude: ["vectors.py"], swiftSettings: swiftSettings),
    tests(of: "NumericalCore", vectors: true),
    tests(of: "PrivacyModel"),
    tests(of: "Learning", imports: ["NumericalCore", "PrivacyModel"], vectors: true),
    tests(of: "Mechanisms", imports: ["Learning", "NumericalCore", "PrivacyModel"]),
    tests(of: "Attacks", imports: ["Learning", "NumericalCore", "PrivacyModel"]),
    tests(of: "Games", imports: ["NumericalCore", "PrivacyModel"]),
    tests(of: "PrivacyAccounting", imports: ["PrivacyModel", "NumericalCore"], vectors: true),
    tests(of: "Evidence", imports: ["NumericalCore", "PrivacyModel"], vectors: true),
    tests(of: "RunStore", imports: ["PrivacyModel", .product(name: "GRDB", package: "GRDB.swift")]),
    tests(of: "Reporting", imports: ["PrivacyModel"], snapshots: true),
    tests(of: "SpecificationReading", imports: ["PrivacyModel"]),
    tests(of: "ScoreReading", imports: ["PrivacyModel"]),
    tests(
      of: "dpaudit",
      imports: [
        "Attacks", "Evidence", "Games", "Learning", "Mechanisms", "NumericalCore", "PrivacyAccounting", "PrivacyModel",
        "Reporting", "RunStore", "SpecificationReading",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
  ]
)
