import NumericalCore
import Testing

@Suite("Philox4x32-10") struct PhiloxTests {
  /// Known-answer vectors of the Random123 library, version 1.14.0, file tests/kat_vectors.
  static let knownAnswers: [(counter: Philox4x32.Counter, key: Philox4x32.Key, words: Philox4x32.Counter)] = [
    (
      .init(0, 0, 0, 0), .init(0, 0), .init(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      .init(repeating: 0xffff_ffff), .init(repeating: 0xffff_ffff),
      .init(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      .init(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), .init(0xa409_3822, 0x299f_31d0),
      .init(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ]

  @Test("gives the words that its authors published", arguments: knownAnswers.indices)
  func matchesKnownAnswers(index: Int) {
    let answer = Self.knownAnswers[index]
    #expect(Philox4x32.block(answer.counter, key: answer.key) == answer.words)
  }
}
