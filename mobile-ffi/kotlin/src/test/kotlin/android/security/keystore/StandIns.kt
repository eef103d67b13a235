package android.security.keystore

import java.security.spec.AlgorithmParameterSpec

/** What the key store of the example needs of Android, with the signatures that it documents. */
class KeyGenParameterSpec private constructor(val alias: String, val purposes: Int) : AlgorithmParameterSpec {
    @Suppress("unused", "UNUSED_PARAMETER")
    class Builder(private val alias: String, private val purposes: Int) {
        fun setBlockModes(vararg modes: String) = this

        fun setEncryptionPaddings(vararg paddings: String) = this

        fun setKeySize(bits: Int) = this

        fun build() = KeyGenParameterSpec(alias, purposes)
    }
}

object KeyProperties {
    const val PURPOSE_ENCRYPT = 1
    const val PURPOSE_DECRYPT = 2
    const val BLOCK_MODE_GCM = "GCM"
    const val ENCRYPTION_PADDING_NONE = "NoPadding"
    const val KEY_ALGORITHM_AES = "AES"
}
