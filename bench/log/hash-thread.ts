/** A thread that does nothing but hash. */
import { answerQuestions } from '@avow/client/threads'
import { bareHashes } from './tree.ts'

answerQuestions((count: number) => bareHashes(count))
