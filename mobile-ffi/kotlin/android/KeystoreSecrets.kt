package app.rebound.android

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.io.File
import java.io.FileOutputStream
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import rebound.core.SecretStore

/**
 * A key store in [folder], whose files are sealed with a key that never leaves Android's Keystore. Give it a
 * folder of its own in `noBackupFilesDir`: on another phone the files cannot be read.
 */
class KeystoreSecrets(private val folder: File, private val key: SecretKey = keystoreKey()) : SecretStore {
    override fun get(name: String): ByteArray? {
        val file = File(folder, name)
        if (!file.exists()) return null
        val sealed = file.readBytes()
        return cipher(Cipher.DECRYPT_MODE, name, GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES))
            .doFinal(sealed, NONCE_BYTES, sealed.size - NONCE_BYTES)
    }

    override fun put(name: String, secret: ByteArray) {
        folder.mkdirs()
        // The Keystore draws the nonce itself.
        val cipher = cipher(Cipher.ENCRYPT_MODE, name, null)
        val next = File(folder, "$name.next")
        FileOutputStream(next).use {
            it.write(cipher.iv + cipher.doFinal(secret))
            it.fd.sync()
        }
        check(next.renameTo(File(folder, name))) { "$name was not kept" }
    }

    override fun delete(name: String) {
        val file = File(folder, name)
        check(file.delete() || !file.exists()) { "$name is still kept" }
    }

    private fun cipher(mode: Int, name: String, nonce: GCMParameterSpec?): Cipher =
        Cipher.getInstance("AES/GCM/NoPadding").apply {
            init(mode, key, nonce)
            // A value is good under its own name alone.
            updateAAD(name.toByteArray())
        }

    private companion object {
        const val NONCE_BYTES = 12
        const val TAG_BITS = 128
    }
}

/**
 * The key in Android's Keystore, made at the first call. It works after the first unlock since the phone was
 * started, so that a sync in the background finds it.
 */
fun keystoreKey(): SecretKey {
    val keystore = KeyStore.getInstance("AndroidKeyStore").apply { load(null) }
    (keystore.getKey(ALIAS, null) as SecretKey?)?.let { return it }
    val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
    val wanted = KeyGenParameterSpec.Builder(ALIAS, purposes)
        .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
        .setKeySize(KEY_BITS)
        .build()
    return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, "AndroidKeyStore").run {
        init(wanted)
        generateKey()
    }
}

private const val ALIAS = "app.rebound"
private const val KEY_BITS = 256
