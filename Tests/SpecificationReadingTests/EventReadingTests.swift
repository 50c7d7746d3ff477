import Foundation
import PrivacyModel
import SpecificationReading
import Testing

@Suite("Events in YAML") struct EventReadingTests {
  static let gaussian = "{kind: gaussian, noiseMultiplier: 1}"

  static let kinds: [(text: String, event: MechanismEvent)] = [
    (gaussian, .gaussian(noiseMultiplier: 1)),
    ("{kind: laplace, noiseMultiplier: 2e-1}", .laplace(noiseMultiplier: 0.2)),
    ("{kind: discrete-gaussian, standardDeviation: 3}", .discreteGaussian(standardDeviation: 3, sensitivity: 1)),
    ("{kind: discrete-laplace, scale: 3, sensitivity: 2}", .discreteLaplace(scale: 3, sensitivity: 2)),
    (
      "{kind: randomised-response, randomAnswerProbability: 0.5, categories: 4}",
      .randomisedResponse(randomAnswerProbability: 0.5, categories: 4)
    ),
    ("{kind: approximate-dp, epsilon: 0, delta: 0}", .approximateDP(epsilon: 0, delta: 0)),
    ("{kind: zero-concentrated-dp, rho: 0.5}", .zeroConcentratedDP(rho: 0.5)),
    (
      "{kind: poisson-sampled, samplingProbability: 1, event: \(gaussian)}",
      .poissonSampled(samplingProbability: 1, .gaussian(noiseMultiplier: 1))
    ),
    (
      "{kind: sampled-without-replacement, batchSize: 5, populationSize: 5, event: \(gaussian)}",
      .sampledWithoutReplacement(batchSize: 5, populationSize: 5, .gaussian(noiseMultiplier: 1))
    ),
    ("{kind: shuffled, batches: 4, event: \(gaussian)}", .shuffled(batches: 4, .gaussian(noiseMultiplier: 1))),
    (
      "{kind: balls-and-bins, batches: 4, event: \(gaussian)}", .ballsAndBins(batches: 4, .gaussian(noiseMultiplier: 1))
    ),
    ("{kind: dominated-by, event: \(gaussian)}", .dominated(by: .gaussian(noiseMultiplier: 1))),
    ("{kind: composed, events: [\(gaussian)]}", .composed([.gaussian(noiseMultiplier: 1)])),
    (
      "{kind: self-composed, count: 1e3, event: \(gaussian)}", .selfComposed(.gaussian(noiseMultiplier: 1), count: 1000)
    ),
  ]

  @Test("of every kind are read")
  func everyKind() throws {
    #expect(Set(Self.kinds.map(\.event.kind)) == Set(MechanismEvent.Kind.allCases))
    for (text, event) in Self.kinds { #expect(try readEvent(text, named: "events.yaml") == event) }
  }

  @Test("have the keys of their JSON, which is YAML too")
  func json() throws {
    for (_, event) in Self.kinds {
      let json = String(decoding: try JSONEncoder().encode(event), as: UTF8.self)
      #expect(try readEvent(json, named: "events.json") == event)
    }
  }

  @Test("of the examples that come with the package are read", arguments: ["mnist-dp-sgd", "fixed-size-batches"])
  func shipped(name: String) throws {
    let repository = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let event = try readEvent(at: repository.appending(path: "audits/events/\(name).yaml"))
    #expect(event.kind == (name == "mnist-dp-sgd" ? .composed : .selfComposed))
  }

  @Test(
    "are refused with line, path and what would be allowed",
    arguments: [
      ("noiseMultiplier: 1", "events.yaml:1: kind is missing; it must be one of gaussian, laplace"),
      ("kind: gaussian", "events.yaml:1: noiseMultiplier is missing; it must be a finite number"),
      ("kind: gaussian\nnoiseMultiplier: .nan", "events.yaml:2: noiseMultiplier must be a finite number, got .nan"),
      ("kind: gaussian\nsigma: 1", "events.yaml:2: sigma is not a key here; did you mean noiseMultiplier?"),
      ("kind: gaussian\nsteps: 1", "events.yaml:2: steps is not a key here; count goes with kind self-composed. Keys:"),
      (
        "kind: laplace\nscale: 1",
        "events.yaml:2: scale is not a key here; scale goes with kind discrete-laplace. Keys:"
      ),
      ("kind: gaussian\nlearningRate: 1", "events.yaml:2: learningRate is not a key here; no event has it. Keys:"),
      ("kind: discrete-laplace\nscale: 1\nsensitivity: 0", "events.yaml:3: sensitivity must be a whole number from 1"),
      (
        "kind: randomised-response\nrandomAnswerProbability: 0\ncategories: 2",
        "events.yaml:2: randomAnswerProbability must be a number greater than 0 and at most 1, got 0"
      ),
      (
        "kind: approximate-dp\nepsilon: 1\ndelta: 1",
        "events.yaml:3: delta must be a number of at least 0 and less than 1"
      ),
      ("kind: zero-concentrated-dp\nrho: -1", "events.yaml:2: rho must be a finite number of at least 0, got -1"),
      (
        "kind: sampled-without-replacement\nbatchSize: 6\npopulationSize: 5\nevent: \(gaussian)",
        "events.yaml:2: batchSize must be a whole number from 1 to 5, got 6"
      ),
      (
        "kind: composed\nevents:\n- \(gaussian)\n- kind: self-composed\n  count: 2\n  event:\n    kind: gauss",
        "events.yaml:7: events[1].event.kind 'gauss' is unknown"
      ),
      ("kind: composed\nevents: 3", "events.yaml:2: events must be a list of events, got 3"),
      (
        "- kind: gaussian",
        "events.yaml:1: the specification must be a mapping of keys, got a list; write 'kind: gaussian'"
      ),
    ])
  func complaints(text: String, complaint: String) throws {
    let error = #expect(throws: SpecificationError.self) { try readEvent(text, named: "events.yaml") }
    #expect(try #require(error).description.hasPrefix(complaint), "\(error.map { "\($0)" } ?? "")")
  }

  @Test("are refused beyond a depth that no one means")
  func depth() {
    let text = (0..<200).reduce(Self.gaussian) { inner, _ in "{kind: self-composed, count: 1, event: \(inner)}" }
    let error = #expect(throws: SpecificationError.self) { try readEvent(text, named: "events.yaml") }
    #expect(error?.description.contains("at most 32 levels deep") == true)
  }
}
