package android.content

import java.io.File

/** What the guide needs of Android's own, with the signature that it documents. */
abstract class Context {
    abstract val noBackupFilesDir: File
}
