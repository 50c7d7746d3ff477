import Foundation
import Testing

@Suite("dpaudit account") struct AccountCommandTests {
  @Test("prints numbers as reports do, and rounds ε up")
  func table() throws {
    try withAuditFolder { folder in
      let run = try CommandLineRun(["account", "--noise-multiplier", "1", "--delta", "1e-5"], in: folder)
      #expect(
        run.output == """
          event      Gaussian noise of multiplier 1
          delta      1e-5
          adjacency  add-or-remove
          epsilon    4.37718
          method     exact trade-off
          by Rényi   epsilon 4.72839 at order 5.432

          """)
    }
  }

  @Test("names the schema of its JSON")
  func json() throws {
    try withAuditFolder { folder in
      let run = try CommandLineRun(["account", "--noise-multiplier", "1", "--delta", "1e-5", "--json"], in: folder)
      let object = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      #expect(object["schema"] as? String == "dpaudit.account/1")
      #expect(object["renyi"] is [String: Any])
    }
  }
}

@Suite("A report on trained models") struct DataIdentityTests {
  @Test("says which data it is about, and which libraries made it")
  func identity() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(RunCommandTests.specification(trials: 20), in: folder)
      _ = try CommandLineRun(["run", "small.yaml"], in: folder)
      let report = try String(contentsOf: folder.appending(path: "reports/small.md"), encoding: .utf8)
      let data =
        /\| Records besides the canary \| 200, with 64 features, in 10 classes; fingerprint `[0-9a-f]{8,16}` \|/
      #expect(report.contains(data))
      for item in ["C library | glibc ", "GNU Scientific Library | ", "OpenBLAS | ", "Swift compiler | "] {
        #expect(report.contains("\n| \(item)"))
      }
    }
  }
}
