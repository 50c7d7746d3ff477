import Foundation
import FoundationXML
import PrivacyModel
import Reporting
import TestSupport
import Testing

@Suite("The figures") struct FigureTests {
  @Test("are SVG with the labels that a reader needs", arguments: Sample.allCases)
  func labels(sample: Sample) throws {
    let report = try render(sample.outcome(), with: .find())
    let roc = try textParts(of: report.rocFigure)
    for label in ["False positive rate", "True positive rate", "chance", "attack", "limit of the claim: ε = "] {
      #expect(roc.contains(label))
    }
    let scores = try textParts(of: report.scoreFigure)
    for label in ["Score (larger: more likely included)", "Trials", "canary included", "canary excluded", "threshold "]
    {
      #expect(scores.contains(label))
    }
  }

  static let oddities: [(curve: [ROCPoint], histogram: ScoreHistogram, threshold: Double)] = [
    ([], ScoreHistogram(edges: [], included: [], excluded: []), .infinity),
    ([ROCPoint(falsePositiveRate: 0, truePositiveRate: 0)], .init(edges: [3, 3], included: [9], excluded: [9]), 3),
    ([ROCPoint(falsePositiveRate: 1, truePositiveRate: 1)], .init(edges: [0, 1], included: [0], excluded: [0]), 0.5),
    ([ROCPoint(falsePositiveRate: 0, truePositiveRate: 1)], .init(edges: [0, 1], included: [1], excluded: [2]), 1e9),
    ([ROCPoint(falsePositiveRate: 1, truePositiveRate: 0)], .init(edges: [-1, 1], included: [1], excluded: [2]), .nan),
    ([], .init(edges: [1e12, 1e12 + 1], included: [1], excluded: [2]), -.infinity),
    ([], ScoreHistogram(edges: [-1e300, 1e300], included: [1_000_000], excluded: [2]), 0),
    ([], ScoreHistogram(edges: [1e-300, 2e-300], included: [1], excluded: [2]), 1e-300),
  ]

  @Test("are drawn whatever the scores were", arguments: oddities.indices)
  func oddScores(index: Int) throws {
    let odd = Self.oddities[index]
    let outcome = try Sample.refuted.outcome().drawing(odd.curve, odd.histogram, threshold: odd.threshold)
    let report = try render(outcome, with: .find())
    #expect(try textParts(of: report.rocFigure).contains("operating point"))
    #expect(try textParts(of: report.scoreFigure).contains("threshold "))
  }

  @Test("take any name letter for letter")
  func oddName() throws {
    let name = "a<b>&\"'c'`date`_d {x} ε"
    let report = try render(Sample.refuted.outcome().named(name), with: .find())
    #expect(try textParts(of: report.rocFigure).contains("\(name): attack against claim"))
    #expect(try textParts(of: report.scoreFigure).contains("\(name): scores in the two worlds"))
    #expect(report.markdown.contains("](a%3Cb%3E%26%22%27c%27%60date%60_d%20%7Bx%7D%20%CE%B5-roc.svg)"))
    try withTemporaryFolder { folder in
      try report.write(to: folder)
      #expect(FileManager.default.fileExists(atPath: folder.appending(component: "\(name).md").path))
    }
  }

  @Test("have the same bytes every time")
  func deterministic() throws {
    let outcome = try Sample.refuted.outcome()
    #expect(try render(outcome, with: .find()) == render(outcome, with: .find()))
  }

  @Test("say what to install when gnuplot is missing")
  func missingGnuplot() throws {
    let error = #expect(throws: ReportingError.self) { try Gnuplot.find(in: "/nowhere:/neither") }
    #expect(try #require(error).description.contains("apt install gnuplot-nox"))
  }

  @Test("say what gnuplot said when it fails")
  func failingGnuplot() throws {
    try withTemporaryFolder { folder in
      // A link to a program that does not know gnuplot's options. A script written here could still be open for writing
      // in a child that another test starts, and then it cannot be run.
      try FileManager.default.createSymbolicLink(
        at: folder.appending(component: "gnuplot"), withDestinationURL: URL(filePath: "/bin/cat"))
      let error = #expect(throws: ReportingError.self) {
        try render(Sample.refuted.outcome(), with: .find(in: folder.path))
      }
      let description = try #require(error).description
      #expect(
        description.hasPrefix("\(folder.path)/gnuplot: gnuplot could not draw a figure: it ended with status 1"))
      #expect(description.contains("invalid option"))
    }
  }
}

/// All text of an SVG document, which must be well-formed.
private func textParts(of svg: String) throws -> String {
  final class Collector: NSObject, XMLParserDelegate {
    var text = ""
    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }
  let (parser, collector) = (XMLParser(data: Data(svg.utf8)), Collector())
  parser.delegate = collector
  guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  return collector.text
}
