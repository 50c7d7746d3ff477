import Foundation
import PrivacyModel
import Reporting
import TestSupport
import Testing

@Suite("A privacy curve") struct PrivacyCurveTests {
  @Test("as a table reads back as the same doubles, with nothing where there is no bound")
  func table() {
    let points = [
      PrivacyCurvePoint(epsilon: 0, lowerDelta: nil, upperDelta: 1),
      PrivacyCurvePoint(epsilon: 0.1 + 0.2, lowerDelta: 1e-300, upperDelta: 1.0 / 3),
    ]
    #expect(
      curveCSV(points) == """
        epsilon,lower_delta,upper_delta
        0.0,,1.0
        0.30000000000000004,1e-300,0.3333333333333333

        """)
  }

  static let curves: [[PrivacyCurvePoint]] = [
    [],
    [PrivacyCurvePoint(epsilon: 0, lowerDelta: nil, upperDelta: 0.5)],
    [
      PrivacyCurvePoint(epsilon: 0, lowerDelta: 0, upperDelta: 0),
      PrivacyCurvePoint(epsilon: 1, lowerDelta: 0, upperDelta: 0),
    ],
    (0...50).map { index in
      let epsilon = Double(index) / 10
      return PrivacyCurvePoint(epsilon: epsilon, lowerDelta: exp(-3 * epsilon - 0.1), upperDelta: exp(-3 * epsilon))
    },
    [
      PrivacyCurvePoint(epsilon: 0, lowerDelta: 1e-301, upperDelta: 1e-300),
      PrivacyCurvePoint(epsilon: 1e6, lowerDelta: nil, upperDelta: 0),
    ],
  ]

  @Test("is drawn whatever its points are", arguments: curves.indices)
  func figure(index: Int) throws {
    for mark in [
      nil, PrivacyMark(name: "claim", epsilon: 2, delta: 1e-5), PrivacyMark(name: "bound", epsilon: 0, delta: 0),
    ] {
      let figure = try curveFigure(Self.curves[index], mark: mark, with: .find())
      #expect(figure.contains("<title>Privacy curve</title>") && figure.contains("proven upper bound"))
      if let mark { #expect(figure.contains("\(mark.name): ε = ")) }
    }
  }

  @Test("is written with its figure, or not at all")
  func together() throws {
    try withTemporaryFolder { folder in
      let new = folder.appending(path: "new/folder")
      try writeTogether([("a.csv", "1"), ("a.svg", "2")], to: new)
      #expect(try FileManager.default.contentsOfDirectory(atPath: new.path).sorted() == ["a.csv", "a.svg"])
      #expect(throws: ReportingError.self) {
        try writeTogether([("b.csv", "1"), (String(repeating: "b", count: 300), "2")], to: new)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: new.path).sorted() == ["a.csv", "a.svg"])
    }
  }
}
