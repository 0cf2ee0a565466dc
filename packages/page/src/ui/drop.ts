/** Lets files be dropped on an element; the file field in it does the same without a mouse. */
export function onDrop(element: HTMLElement, onFiles: (files: readonly File[]) => void): void {
  const over = (event: DragEvent): void => {
    event.preventDefault()
    element.dataset['over'] = ''
  }
  const leave = (): void => {
    delete element.dataset['over']
  }
  element.addEventListener('dragenter', over)
  element.addEventListener('dragover', over)
  element.addEventListener('dragleave', leave)
  element.addEventListener('drop', (event) => {
    event.preventDefault()
    leave()
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length > 0) onFiles(files)
  })
}
