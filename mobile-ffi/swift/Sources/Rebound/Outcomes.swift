import Foundation

/// What came of a use case, as the one thing that its function returns; `nil` where it is something else.
extension CallOutcome {
    var finished: Void? {
        guard case .finished = self else { return nil }
        return ()
    }

    var newAccount: NewAccount? {
        guard case .registered(let recoveryCode, let fingerprint) = self else { return nil }
        return NewAccount(recoveryCode: recoveryCode, fingerprint: fingerprint)
    }

    var fingerprint: String? {
        guard case .joined(let fingerprint) = self else { return nil }
        return fingerprint
    }

    var shownPairing: ShownPairing? {
        guard case .pairingShown(let text, let link, let expiresInS) = self else { return nil }
        return ShownPairing(text: text, link: link, expiresIn: .seconds(expiresInS))
    }

    var asking: [AskingDevice]? {
        guard case .asking(let devices) = self else { return nil }
        return devices
    }

    var newCode: String? {
        guard case .newCode(let recoveryCode) = self else { return nil }
        return recoveryCode
    }

    var devices: [AccountDevice]? {
        guard case .devices(let devices) = self else { return nil }
        return devices
    }

    var sentInvite: SentInvite? {
        guard case .invited(let link, let expires) = self else { return nil }
        return SentInvite(link: link, expires: expires)
    }

    var claimed: ClaimedInvite? {
        guard case .claimed(let claimed) = self else { return nil }
        return claimed
    }

    var invites: [ServerInvite]? {
        guard case .invites(let invites) = self else { return nil }
        return invites
    }

    var news: News? {
        guard case .news(let news) = self else { return nil }
        return news
    }

    var exported: Data? {
        guard case .exported(let jsonl) = self else { return nil }
        return jsonl
    }
}
