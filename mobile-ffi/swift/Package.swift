// swift-tools-version: 6.0
//
// On Apple's systems the library comes in ReboundCoreFFI.xcframework, which build-xcframework.sh makes; elsewhere
// from where it was built, by `-Xlinker -L -Xlinker FOLDER`. What generate.sh writes lies in the folders `Generated`.

import PackageDescription

#if os(macOS)
let library: Target = .binaryTarget(name: "ReboundCoreFFI", path: "ReboundCoreFFI.xcframework")
#else
let library: Target = .systemLibrary(name: "ReboundCoreFFI", path: "Generated/ReboundCoreFFI")
#endif

let package = Package(
    name: "Rebound",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "Rebound", targets: ["Rebound"])],
    targets: [
        library,
        .target(name: "ReboundCore", dependencies: ["ReboundCoreFFI"]),
        .target(name: "Rebound", dependencies: ["ReboundCore"]),
        .executableTarget(name: "Evening", dependencies: ["Rebound"], path: "Examples/Evening"),
        .executableTarget(name: "CallCost", dependencies: ["Rebound"], path: "Benchmarks/CallCost"),
        .executableTarget(name: "Victim", dependencies: ["Rebound"], path: "Tests/Victim"),
        .testTarget(name: "ReboundTests", dependencies: ["Rebound", "Evening", "CallCost", "Victim"]),
    ]
)
