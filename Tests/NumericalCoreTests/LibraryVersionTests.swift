import NumericalCore
import Testing

@Suite("The versions of the libraries below") struct LibraryVersionTests {
  @Test("are numbers and nothing else", arguments: [OpenBLAS.version, GSL.version, CLibrary.version])
  func numbers(version: String) {
    #expect(version.wholeMatch(of: /\d+(\.\d+)+[a-z+]*/) != nil, "\(version)")
  }
}
